import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from './postgres.ts'

const root = resolve(import.meta.dirname, '..')
/** The Node that the project runs on, and the program. */
export const program = [process.execPath, join(root, 'src', 'main.ts')] as const

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** The program, or one that runs it, as a process of its own. */
export type Running = AsyncDisposable & {
  child: ChildProcess
  pid: number
  stdout(): string
  stderr(): string
  /** Resolves when standard output or standard error has the text; rejects when the process ends without it. */
  said(text: string | RegExp): Promise<void>
  ended: Promise<Ended>
}

export type RunOptions = {
  /** Settings; of our own environment only PATH and HOME are passed on. */
  environment?: Record<string, string>
  /** Working directory; a folder without `.env` when left out. */
  cwd?: string
  input?: string | Uint8Array
  /** The program and its first arguments, when it is not started directly. */
  command?: readonly string[]
  /** In a process group of its own, as a terminal would do it. */
  detached?: boolean
}

/** Starts the program with these arguments. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const [file = '', ...first] = options.command ?? program
  const child = spawn(file, [...first, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...bareEnvironment(), ...options.environment },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  })
  const said = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      for (const listener of listeners) listener()
    })
  }
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...said }))
  })
  ended.catch(() => {})
  return {
    child,
    pid: child.pid ?? -1,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    said: (text) => hear(text, { said, listeners, ended }),
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        if (options.detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      }
      await ended.catch(() => {})
    },
  }
}

/** Runs a command of the program to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  await using running = start(args, options)
  return await running.ended
}

export type ServerProcess = Running & { url: string; port: number }

/** Starts `serve` on a free loopback port and waits until it says that it is there. */
export async function startServer(
  options: RunOptions & { args?: readonly string[] } = {},
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const environment = { ...options.environment, PORT: String(port) }
    const running = start(options.args ?? ['serve'], { ...options, environment })
    try {
      await running.said(`is at http://127.0.0.1:${port}`)
      return { ...running, url: `http://127.0.0.1:${port}`, port }
    } catch (error) {
      const { stderr } = await running.ended
      if (!stderr.includes('EADDRINUSE') || attempt === 5) throw error
    }
  }
}

/** A folder of its own, removed with all it holds when disposed. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'tintype-process-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

type Heard = { said: { stdout: string; stderr: string }; listeners: Set<() => void>; ended: Promise<Ended> }

function hear(text: string | RegExp, { said, listeners, ended }: Heard): Promise<void> {
  const found = () =>
    [said.stdout, said.stderr].some((all) => (typeof text === 'string' ? all.includes(text) : text.test(all)))
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (!found()) return
      listeners.delete(look)
      resolve()
    }
    listeners.add(look)
    look()
    ended.then((end) => {
      listeners.delete(look)
      if (found()) resolve()
      else
        reject(
          new Error(
            `it ended (${end.code ?? end.signal}) without saying ${text}: ${end.stdout}${end.stderr}`,
          ),
        )
    }, reject)
  })
}

/** What a process gets of our environment: no settings, and not what the test runner puts there. */
export function bareEnvironment(): Record<string, string> {
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`
  return { PATH: path, HOME: process.env.HOME ?? '/', TERM: 'xterm' }
}
