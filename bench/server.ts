import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensurePages } from '../src/server/pages-build.ts'
import { freePort } from '../tests/postgres.ts'

const root = resolve(import.meta.dirname, '..')
const main = join(root, 'src', 'main.ts')

/** The whole program as people start it, in a process of its own, with an administrator's key. */
export type BenchServer = AsyncDisposable & { url: string; pid: number; key: string }

/** Starts Tintype on an empty data folder and waits until it serves. */
export async function startServer(): Promise<BenchServer> {
  await ensurePages((line) => console.error(line))
  const folder = await mkdtemp(join(tmpdir(), 'tintype-bench-'))
  const port = await freePort()
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    BASE_URL: '',
  }
  const run = (args: string[], input = ''): string =>
    execFileSync(process.execPath, [main, ...args], { cwd: root, env, input, encoding: 'utf8' })
  run(
    ['user', 'add', 'bench', '--email', 'bench@example.com', '--role', 'admin', '--password-stdin'],
    'bench password',
  )
  run(['group', 'set', 'admins', 'allow-duplicates', 'yes'])
  const key = run(['key', 'add', 'bench', '--name', 'bench']).trim()
  const child = spawn(process.execPath, [main, 'serve'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  const ended = new Promise((done) => child.once('exit', done))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  stack.defer(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await serving(url)
  const owned = stack.move()
  return { url, pid: child.pid ?? 0, key, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** The machine and versions that every table names. */
export function machine(...others: string[]): string {
  const model = cpus()[0]?.model ?? 'unknown'
  return [`${availableParallelism()} cores of ${model}`, `Node ${process.version}`, ...others].join(', ')
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The value below which `share` percent of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN
}

async function serving(url: string): Promise<void> {
  const until = Date.now() + 30_000
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    if (Date.now() > until) throw new Error('the server did not start')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
