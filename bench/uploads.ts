import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import sharp from 'sharp'
import { photo, screenshot } from './pictures.ts'
import { cpuSeconds, watchMemory } from './processes.ts'
import { type BenchServer, machine, median, percentile, startServer } from './server.ts'

const usage = `Uploads over the Chevereto API: rate, times, CPU and memory, against bare sharp as the floor.

  node bench/uploads.ts [--count N] [--rounds N] [--check]

  --count N      uploads in one run (24)
  --rounds N     runs of server and floor in turn (3)
  --check        exit with 1 when a figure is not reached`

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '24' },
    rounds: { type: 'string', default: '3' },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** What must be reached: server CPU as a multiple of the floor, and memory of all processes, bytes. */
const figures = { cpu: 1.5, memory: 600e6 }

/** Runs before anything is measured: a server that just started is not what serves people. */
const warmUp = 5

type Run = { rate: number; p50: number; p95: number; cpu: number }

if (options.help) console.log(usage)
else await measure()

async function measure(): Promise<void> {
  await using server = await startServer()
  console.log(machine(`sharp ${sharp.versions.sharp}`, `libvips ${sharp.versions.vips}`))
  console.log(
    `median of ${options.rounds} runs of ${options.count} uploads each; server and floor in turn, as many processes of either at work\n`,
  )
  console.log(
    '| pictures | at a time | uploads/s | p50 ms | p95 ms | CPU s an upload | floor CPU s | ratio | peak MB |',
  )
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|')
  for (const [name, make, kind] of [
    ['12 MP JPEG', photo, 'photo'],
    ['1440 × 900 PNG', screenshot, 'screenshot'],
  ] as const) {
    const pictures = await Promise.all([1, 2, 3, 4].map(make))
    for (let round = 0; round < warmUp; round++) await run(server, pictures, 4)
    for (const parallel of [1, 4, 8]) await row(server, { name, kind, pictures, parallel })
  }
}

async function row(
  server: BenchServer,
  what: { name: string; kind: string; pictures: Buffer[]; parallel: number },
): Promise<void> {
  const runs: Run[] = []
  const floors: number[] = []
  for (let round = 0; round < Number(options.rounds); round++) {
    runs.push(await run(server, what.pictures, what.parallel))
    floors.push(await floor(what.kind, what.parallel))
  }
  const of = (pick: (run: Run) => number): number => median(runs.map(pick))
  const ratio = of((each) => each.cpu) / median(floors)
  // Looking at memory slows down whom it looks at: a run of its own.
  const stop = watchMemory(server.pid)
  await run(server, what.pictures, what.parallel)
  const memory = stop()
  const cells = [
    what.name,
    what.parallel,
    of((each) => each.rate).toFixed(1),
    of((each) => each.p50).toFixed(0),
    of((each) => each.p95).toFixed(0),
    of((each) => each.cpu).toFixed(4),
    median(floors).toFixed(4),
    ratio.toFixed(2),
    (memory / 1e6).toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
  if (options.check && (ratio > figures.cpu || memory > figures.memory)) process.exitCode = 1
}

async function run(server: BenchServer, pictures: Buffer[], parallel: number): Promise<Run> {
  const count = Number(options.count)
  const cpuBefore = cpuSeconds(server.pid)
  const times: number[] = []
  let next = 0
  const began = performance.now()
  const sender = async (): Promise<void> => {
    while (next < count) {
      const number = next++
      const start = performance.now()
      await upload(server, pictures[number % pictures.length] ?? Buffer.alloc(0))
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: parallel }, sender))
  const seconds = (performance.now() - began) / 1000
  return {
    rate: count / seconds,
    p50: percentile(times, 50),
    p95: percentile(times, 95),
    cpu: (cpuSeconds(server.pid) - cpuBefore) / count,
  }
}

async function upload(server: BenchServer, picture: Buffer): Promise<void> {
  const form = new FormData()
  form.set('source', new Blob([picture]), 'picture')
  const answer = await fetch(`${server.url}/api/1/upload`, {
    method: 'POST',
    headers: { 'X-API-Key': server.key },
    body: form,
  })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

/** CPU seconds a picture of bare sharp, in as many processes at once as the server has for its work. */
async function floor(kind: string, parallel: number): Promise<number> {
  const file = join(import.meta.dirname, 'floor.ts')
  const runs = Array.from({ length: Math.min(parallel, availableParallelism()) }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [file, kind, options.count])
    return Number(stdout)
  })
  return median(await Promise.all(runs))
}
