import { type Config, readConfig } from '../config.ts'
import type { App } from '../core/app.ts'
import type { Context } from './command.ts'

/**
 * The library for a command that does one thing and tells of it itself: it logs only when asked to by
 * LOG_LEVEL=debug. Works while the server runs. Throws ConfigError.
 */
export function openLibrary(
  context: Context,
  config = readConfig(context.environment),
): Promise<App & AsyncDisposable> {
  return context.openApp(quiet(config))
}

function quiet(config: Config): Config {
  return config.logLevel === 'debug' ? config : { ...config, logLevel: 'silent' }
}
