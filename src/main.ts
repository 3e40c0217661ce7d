import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { runProgram } from './cli/program.ts'
import { type Config, ConfigError } from './config.ts'

/** Ctrl-C reaches us twice when npm started us, once from the terminal and once from npm: that is one wish. */
const sameWish = 500

/** Throws ConfigError when `.env` is there and cannot be read. */
async function readSettingsFile(): Promise<Record<string, string | undefined>> {
  try {
    return parseEnv(await readFile('.env', 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new ConfigError([`.env cannot be read: ${error instanceof Error ? error.message : error}`])
  }
}

/** A command that opens no library starts faster without the drivers. */
async function openApp(config: Config) {
  return (await import('./app.ts')).openApp(config)
}

/** Aborts at the first SIGINT or SIGTERM; a later one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  let asked = 0
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) asked = performance.now()
      else if (performance.now() - asked > sameWish) process.exit(code)
      stop.abort()
    })
  }
  return stop.signal
}

/** Only a server needs them; every other command starts faster without. */
async function parts() {
  return (await import('./dialects/all.ts')).dialects
}

async function main(): Promise<number> {
  const terminal = {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    print: (line: string) => void process.stdout.write(`${line}\n`),
    tell: (line: string) => void process.stderr.write(`${line}\n`),
  }
  const means = { environment: process.env, readSettingsFile, openApp, parts, stopSignal, terminal }
  return await runProgram(means, process.argv.slice(2))
}

// Whoever read our lines may have gone away: that ends no server.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
process.exitCode = await main()
