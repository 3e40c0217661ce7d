import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { samplePhoto } from '../../tests/pictures.ts'
import { openWorkbench } from '../../tests/workbench.ts'

const root = await mkdtemp(join(tmpdir(), 'tintype-pool-'))
afterAll(() => rm(root, { recursive: true }))
let pipes = 0

/** A pipe that nobody writes to: whoever opens it waits for ever. */
function stuck(): string {
  pipes += 1
  const path = join(root, `pipe-${pipes}`)
  execFileSync('mkfifo', [path])
  return path
}

/** Media processes that a process has started. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => isWorkerOf(child, pid))
}

function isWorkerOf(child: number, pid: number): boolean {
  const stat = readStat(child)
  return (
    stat !== undefined &&
    stat.parent === pid &&
    stat.state !== 'Z' &&
    stat.command.includes('media/worker.ts')
  )
}

function readStat(pid: number): { state: string; parent: number; command: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'latin1') }
  } catch {
    return undefined
  }
}

test('a file that takes too long is refused, and the next one is worked on', async () => {
  await using bench = await openWorkbench({ timeout: 1500 })
  await expect(bench.pool.inspect(stuck())).rejects.toMatchObject({
    code: 'broken-file',
    cause: { message: expect.stringContaining('1500 ms') },
  })
  expect(await bench.inspect(await samplePhoto())).toMatchObject({ kind: 'jpeg' })
})

test('a process that holds too much memory is ended, and only its file is refused', async () => {
  await using bench = await openWorkbench({ memoryBytes: 1024 })
  await expect(bench.pool.inspect(stuck())).rejects.toMatchObject({
    code: 'broken-file',
    cause: { message: expect.stringContaining('memory') },
  })
})

test('a process that crashes fails its file alone', async () => {
  await using bench = await openWorkbench({ processes: 2 })
  const before = childrenOf(process.pid)
  const refused = bench.pool.inspect(stuck()).catch((error) => error)
  const fresh = () => childrenOf(process.pid).filter((pid) => !before.includes(pid))
  await expect.poll(fresh).toHaveLength(1)
  const [child] = fresh()
  const other = bench.inspect(await samplePhoto())
  process.kill(child ?? 0, 'SIGSEGV')
  expect(await refused).toMatchObject({ code: 'broken-file' })
  expect(await other).toMatchObject({ kind: 'jpeg' })
  expect(await bench.inspect(await samplePhoto())).toMatchObject({ kind: 'jpeg' })
})

test('who waits too long for a process is told when to come again', async () => {
  await using bench = await openWorkbench({ maxWait: 50 })
  const first = bench.pool.inspect(stuck()).catch((error) => error)
  await expect(bench.inspect(await samplePhoto())).rejects.toMatchObject({
    code: 'busy',
    details: { retryAfter: expect.any(Number) },
  })
  await bench.pool[Symbol.asyncDispose]()
  expect(await first).toMatchObject({ code: 'broken-file' })
})

test('a file that is not there is the server’s fault', async () => {
  await using bench = await openWorkbench()
  await expect(bench.pool.inspect(join(root, 'nothing'))).rejects.toMatchObject({ code: 'internal' })
})

test('many at once are all answered by few processes, which end with the pool', async () => {
  const before = childrenOf(process.pid)
  const bench = await openWorkbench({ processes: 2 })
  const photo = await samplePhoto()
  const done = await Promise.all(Array.from({ length: 12 }, () => bench.derive(photo)))
  expect(done.every(({ renditions }) => renditions.thumb && renditions.medium)).toBe(true)
  expect(childrenOf(process.pid).length - before.length).toBe(2)
  await bench[Symbol.asyncDispose]()
  expect(childrenOf(process.pid)).toEqual(before)
  await expect(bench.pool.inspect(root)).rejects.toMatchObject({ code: 'busy' })
})

test('media processes end with a server that is killed, and do not keep one from ending', async () => {
  const pool = new URL('./pool.ts', import.meta.url).href
  const program = (after: string) => `
    const { openMediaPool, defaultLimits } = await import(${JSON.stringify(pool)})
    const pool = await openMediaPool(defaultLimits)
    await pool.inspect(process.argv[1]).catch(() => console.log('ready'))
    ${after}`
  execFileSync(process.execPath, ['--input-type=module', '-e', program(''), '/nothing'], { timeout: 20_000 })
  const server = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    program('setInterval(() => {}, 1000)'),
    '/nothing',
  ])
  await new Promise((resolve) => server.stdout.once('data', resolve))
  const [child] = childrenOf(server.pid ?? 0)
  server.kill('SIGKILL')
  expect(child).toBeDefined()
  await expect.poll(() => readStat(child ?? 0)?.state ?? 'Z', { timeout: 10_000 }).toBe('Z')
})
