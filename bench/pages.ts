import { execFile, execFileSync } from 'node:child_process'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { samplePhoto } from '../tests/pictures.ts'
import { cpuSeconds } from './processes.ts'
import { machine, median, startServer } from './server.ts'

const usage = `Viewer pages: requests a second of one process, and what one core would do.

  node bench/pages.ts [--seconds N] [--rounds N] [--floor]

  --seconds N  length of one run (3)
  --rounds N   runs (5)
  --floor      exit with 1 when a core does fewer than 1500 pages a second

A page whose data are the same is sent again without rendering it; "rendered anew" are addresses that never come twice.

Needs wrk: apt-get install wrk`

/** Viewer pages a second that one core must reach. */
const figure = 1500

/** Each request has an address of its own. */
const anew = `local count = 0
function request()
  count = count + 1
  return wrk.format(nil, wrk.path .. '?n=' .. count)
end
`

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    floor: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (options.help) console.log(usage)
else await measure()

type Run = { rate: number; cpu: number }

async function measure(): Promise<void> {
  const wrk = versionOfWrk()
  await using server = await startServer()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'tintype-bench-pages-'))
  const script = join(folder.path, 'anew.lua')
  await writeFile(script, anew)
  const page = await uploadPhoto(server)
  const rows = [
    { name: 'viewer', args: [page] },
    { name: 'viewer, rendered anew', args: ['-s', script, page] },
  ]
  const measured: { name: string; runs: Run[] }[] = []
  for (const { name, args } of rows) {
    await load(server, args)
    const runs: Run[] = []
    for (let round = 0; round < Number(options.rounds); round++) runs.push(await load(server, args))
    measured.push({ name, runs })
  }
  console.log(machine(wrk))
  console.log(
    `wrk, 1 thread, 32 connections, one process with SQLite; median of ${options.rounds} runs of ${options.seconds} s`,
  )
  console.log('\n| page | pages/s | CPU a page | pages/s and core | wanted |')
  console.log('|---|--:|--:|--:|--:|')
  for (const [index, { name, runs }] of measured.entries()) {
    const rate = Math.round(median(runs.map((run) => run.rate)))
    const perCore = Math.round(median(runs.map((run) => 1 / run.cpu)))
    const micros = (1e6 / perCore).toFixed(0)
    console.log(`| ${name} | ${rate} | ${micros} µs | ${perCore} | ${index === 0 ? figure : ''} |`)
    if (options.floor && index === 0 && perCore < figure) process.exitCode = 1
  }
}

async function uploadPhoto({ url, key }: { url: string; key: string }): Promise<string> {
  const body = new FormData()
  body.append('source', new Blob([new Uint8Array(await samplePhoto())]), 'gate in the fog.jpg')
  const answer = await fetch(`${url}/api/1/upload`, { method: 'POST', headers: { 'x-api-key': key }, body })
  const { image } = (await answer.json()) as { image: { url_viewer: string } }
  const page = await fetch(image.url_viewer)
  if (page.status !== 200 || !(await page.text()).includes('<h1'))
    throw new Error('the viewer does not answer')
  return image.url_viewer
}

async function load({ pid }: { pid: number }, args: readonly string[]): Promise<Run> {
  const before = cpuSeconds(pid)
  const { stdout } = await promisify(execFile)('wrk', [
    '-t1',
    '-c32',
    '--timeout',
    '20s',
    `-d${options.seconds}s`,
    ...args,
  ])
  const spent = cpuSeconds(pid) - before
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  if (!(requests > 0) || /Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout)
  return { rate: Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]), cpu: spent / requests }
}

/** wrk tells its version with an exit code of 1. */
function versionOfWrk(): string {
  const said = execFileSync('sh', ['-c', 'command -v wrk >/dev/null && wrk -v 2>&1 || true'])
  const [version] = String(said).split(' [')
  if (version?.startsWith('wrk')) return version.trim()
  console.error(`wrk is not installed.\n\n${usage}`)
  process.exit(2)
}
