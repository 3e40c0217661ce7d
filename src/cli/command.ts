import type { Config } from '../config.ts'
import type { App } from '../core/app.ts'
import type { Part } from '../server/server.ts'
import type { Terminal } from './terminal.ts'

/** What a command gets from the program it runs in. */
export type Context = Means & {
  /** Every command there is. */
  commands(): Promise<readonly Command[]>
}

/** What the program is started with. */
export type Means = {
  /** The environment, and for commands about the server what `.env` says where the environment is silent; unchecked. */
  environment: Readonly<Record<string, string | undefined>>
  /** What `.env` in the working directory says; nothing where there is none. */
  readSettingsFile(): Promise<Readonly<Record<string, string | undefined>>>
  openApp(config: Config): Promise<App & AsyncDisposable>
  /** What the server serves. */
  parts(): Promise<readonly Part[]>
  /** From this call on, a first SIGINT or SIGTERM aborts the signal instead of ending the process. */
  stopSignal(): AbortSignal
  terminal: Terminal
}

export type Option = {
  type: 'string' | 'boolean'
  /** What stands for its value in the help. */
  value?: string
  required?: boolean
  /** May be given more than once. */
  several?: true
  /** The only values it takes. */
  choices?: readonly string[]
  /** What completion offers where there are no choices; nothing when left out. */
  offers?: 'files' | 'profiles' | 'targets'
  about: string
}

/** What was typed after the command's words. Every positional and required option is there. */
export type Arguments = {
  word(name: string): string
  /** All that were typed for a word that ends in an ellipsis. */
  words(name: string): readonly string[]
  text(option: string): string | undefined
  /** Every value of an option that may be given more than once. */
  texts(option: string): readonly string[]
  flag(option: string): boolean
}

/** One command of the program. `run` answers the exit code; nothing means 0. */
export type Command = {
  /** As it is typed: `user add`. */
  name: string
  /** One line for the list of commands. */
  about: string
  /** More for its own help. */
  details?: string
  /** Names of what must follow, in order. The last may be `NAMES…` for one or more, `[NAMES…]` for any number. */
  words: readonly string[]
  /** For people's own machines: it opens no library, and a `.env` in the folder it is typed in is somebody else's. */
  personal?: true
  /** What completion offers for its words; nothing when left out. */
  offers?: 'files' | 'profiles' | readonly string[]
  options: Readonly<Record<string, Option>>
  run(context: Context, args: Arguments): Promise<number | undefined>
}

/** Something was typed that the program does not understand. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Lists may be read by programs too. */
export const jsonOption = {
  json: { type: 'boolean', about: 'print JSON instead of a table' },
} as const satisfies Record<string, Option>
