import { type Ended, type RunOptions, run, temporaryFolder } from '../process.ts'
import { cloneTemplate, type DatabaseName } from '../stage.ts'
import { type Typed, type } from '../typed.ts'

/** A data folder and a database of their own, and the program to work on them. */
export type Place = AsyncDisposable & {
  /** DATA_DIR */
  folder: string
  environment: Record<string, string>
  /** As a process of its own. */
  run(args: readonly string[], input?: string): Promise<Ended>
  /** In this process, which is faster. */
  type(args: readonly string[], input?: string): Promise<Typed>
}

export async function openPlace(database: DatabaseName = 'sqlite'): Promise<Place> {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const url = database === 'postgres' ? await cloneTemplate(stack) : ''
  const environment = { DATA_DIR: path, DATABASE_URL: url }
  const owned = stack.move()
  const options = (input?: string): RunOptions => ({ environment, ...(input !== undefined && { input }) })
  return {
    folder: path,
    environment,
    run: (args, input) => run(args, options(input)),
    type: (args, input) => type(args, { environment, ...(input !== undefined && { input }) }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** `user add`, its password to come on standard input. */
export function userAdd(name: string, role = 'user'): string[] {
  return ['user', 'add', name, '--email', `${name}@example.com`, '--role', role, '--password-stdin']
}
