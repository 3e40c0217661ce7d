import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { distinctPng } from '../distinct.ts'
import { type Ended, type Running, type RunOptions, run, start, temporaryFolder } from '../process.ts'
import { openStage, type Person, type Stage } from '../stage.ts'

/** A server with an account, and a machine of somebody's own with a home and the program. */
export type Desk = AsyncDisposable & {
  stage: Stage
  person: Person
  /** The working directory; HOME is `home` in it. */
  folder: string
  /** TINTYPE_URL and TINTYPE_KEY among them. */
  environment: Record<string, string>
  /** Makes files; of names that end in .png with no content given, pictures that all differ. */
  files(...names: (string | readonly [name: string, content: string | Buffer])[]): Promise<void>
  /** Types a command and waits for its end. */
  tintype(args: readonly string[], options?: RunOptions): Promise<Ended>
  start(args: readonly string[], options?: RunOptions): Running
}

let made = 0

export async function openDesk(): Promise<Desk> {
  await using stack = new AsyncDisposableStack()
  const stage = stack.use(await openStage())
  const { path: folder } = stack.use(await temporaryFolder())
  const person = await stage.person({ name: 'ann' })
  const environment = { HOME: join(folder, 'home'), TINTYPE_URL: stage.url, TINTYPE_KEY: person.key }
  const placed = (options: RunOptions = {}): RunOptions => ({
    cwd: folder,
    ...options,
    environment: { ...environment, ...options.environment },
  })
  const owned = stack.move()
  return {
    ...{ stage, person, folder, environment },
    async files(...names) {
      for (const given of names) {
        const [name, content] = typeof given === 'string' ? [given, distinctPng(1_000_000 + ++made)] : given
        await mkdir(dirname(join(folder, name)), { recursive: true })
        await writeFile(join(folder, name), content)
      }
    },
    tintype: (args, options) => run(args, placed(options)),
    start: (args, options) => start(args, placed(options)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** What is at an address, as text of its bytes in hexadecimal. */
export async function bytesAt(url: string): Promise<Buffer> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** Lines of what a program printed. */
export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1)
}
