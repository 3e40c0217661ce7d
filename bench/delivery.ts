import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { pino } from 'pino'
import { openApp } from '../src/app.ts'
import { dataPaths, readConfig } from '../src/config.ts'
import { fileUrl } from '../src/core/links.ts'
import { noise, placeMedia } from '../tests/placed-media.ts'
import { freePort } from '../tests/postgres.ts'
import { nginxSettings } from './nginx.ts'
import { machine, median } from './server.ts'

const usage = `Files over HTTP: Tintype (one process) against nginx (one worker, sendfile) on the same files.

  node bench/delivery.ts [--seconds N] [--rounds N] [--only TEXT] [--floor]

  --seconds N  length of one run (2)
  --rounds N   alternating runs of each (5)
  --only TEXT  only files whose name contains TEXT
  --floor      exit with 1 when a ratio is below its figure

Needs wrk and nginx: apt-get install nginx-light wrk`

/** Ratio to nginx's requests per second that must be reached; undefined: none is promised. */
const files = [
  { name: '12 KB thumb', size: 12 * 1024, figure: 0.6 },
  { name: '200 KB picture', size: 200 * 1024, figure: 0.8 },
  { name: '4 MB original', size: 4 * 1024 * 1024, figure: undefined },
] as const

type Contender = { name: string; address: string; process: ChildProcess }
type Run = { rate: number; cpu: number }

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    floor: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (options.help) console.log(usage)
else await compare()

async function compare(): Promise<void> {
  const versions = [versionOf('nginx', '-v'), versionOf('wrk', '-v')]
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'tintype-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const chosen = files.filter((file) => file.name.includes(options.only))
  const paths = await fill(folder)
  const contenders = [await startTintype(stack, folder), await startNginx(stack, folder)] as const
  console.log(machine(...versions))
  console.log(
    `wrk, 1 thread, 32 connections; median of ${options.rounds} alternating runs of ${options.seconds} s`,
  )
  console.log('CPU: of the server process, microseconds a request\n')
  console.log('| file | Tintype req/s | nginx req/s | ratio | wanted | Tintype CPU | nginx CPU |')
  console.log('|---|--:|--:|--:|--:|--:|--:|')
  for (const file of chosen) {
    const { ratio, line } = await duel(contenders, file, paths.get(file.name) ?? '')
    console.log(line)
    if (options.floor && file.figure !== undefined && ratio < file.figure) process.exitCode = 1
  }
}

async function duel(contenders: readonly [Contender, Contender], file: (typeof files)[number], path: string) {
  await checkAlike(contenders, path)
  for (const contender of contenders) await load(contender, path)
  const rounds: [Run, Run][] = []
  for (let round = 0; round < Number(options.rounds); round++) {
    rounds.push([await load(contenders[0], path), await load(contenders[1], path)])
  }
  const ratio = median(rounds.map(([own, other]) => own.rate / other.rate))
  const rates = [0, 1].map((side) => Math.round(median(rounds.map((round) => round[side]?.rate ?? 0))))
  const cpu = [0, 1].map((side) => median(rounds.map((round) => round[side]?.cpu ?? 0)).toFixed(1))
  const cells = [file.name, ...rates, ratio.toFixed(2), file.figure ?? '', ...cpu]
  return { ratio, line: `| ${cells.join(' | ')} |` }
}

/** Both must give the same bytes, or the comparison means nothing. */
async function checkAlike(contenders: readonly Contender[], path: string): Promise<void> {
  const bodies = await Promise.all(
    contenders.map(async ({ name, address }) => {
      const answer = await fetch(address + path)
      if (answer.status !== 200) throw new Error(`${name} answers ${answer.status} to ${path}`)
      return Buffer.from(await answer.arrayBuffer())
    }),
  )
  if (bodies.some((body) => !bodies[0]?.equals(body))) throw new Error('the servers give different bytes')
}

async function load(contender: Contender, path: string): Promise<Run> {
  const before = await cpuTime(contender.process)
  const { stdout } = await promisify(execFile)('wrk', [
    '-t1',
    '-c32',
    `-d${options.seconds}s`,
    contender.address + path,
  ])
  const after = await cpuTime(contender.process)
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  if (!(requests > 0) || /Non-2xx|Socket errors/.test(stdout))
    throw new Error(`${contender.name}:\n${stdout}`)
  return { rate: Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]), cpu: (after - before) / requests }
}

/** Microseconds of user and system time so far, of the process and its children that run. */
async function cpuTime({ pid = 0 }: ChildProcess): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean)
  const stats = await Promise.all([pid, ...children].map((id) => readFile(`/proc/${id}/stat`, 'utf8')))
  const ticks = stats.map((stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, some) => sum + some, 0) * 10_000
}

/** One media for each size, and where its bytes are: the smallest as a thumb, which is what it stands for. */
async function fill(folder: string): Promise<Map<string, string>> {
  await using app = await openApp(settings(folder, 1), { log: pino({ level: 'silent' }) })
  const paths = new Map<string, string>()
  for (const { name, size } of files) {
    const isThumb = name.endsWith('thumb')
    const media = await placeMedia(
      app,
      isThumb ? { bytes: noise(1), thumb: noise(size) } : { bytes: noise(size) },
    )
    paths.set(name, new URL(fileUrl(app, media, isThumb ? 'thumb' : undefined)).pathname)
  }
  return paths
}

function settings(folder: string, port: number) {
  return readConfig(environment(folder, port))
}

function environment(folder: string, port: number): Record<string, string> {
  return { DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error' }
}

async function startTintype(stack: AsyncDisposableStack, folder: string): Promise<Contender> {
  const port = await freePort()
  const main = join(import.meta.dirname, '..', 'src', 'main.ts')
  const server = spawn(process.execPath, [main, 'serve'], {
    env: environment(folder, port),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  stack.defer(() => end(server))
  return await serving({ name: 'Tintype', address: `http://127.0.0.1:${port}`, process: server })
}

async function startNginx(stack: AsyncDisposableStack, folder: string): Promise<Contender> {
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  await writeFile(file, nginxSettings({ folder, port, files: dataPaths(settings(folder, port)).files }))
  const server = spawn('nginx', ['-c', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  stack.defer(() => end(server))
  return await serving({ name: 'nginx', address: `http://127.0.0.1:${port}`, process: server })
}

async function serving(contender: Contender): Promise<Contender> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answers = await fetch(contender.address).then(
      () => true,
      () => false,
    )
    if (answers) return contender
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${contender.name} does not answer`)
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
}

/** The first line a program says about itself, wherever and however it says so. */
function versionOf(program: string, flag: string): string {
  try {
    const said = execFileSync('sh', [
      '-c',
      `command -v ${program} >/dev/null && ${program} ${flag} 2>&1 || true`,
    ])
    const [line = ''] = String(said).split('\n')
    if (line !== '') return line.replace(/^nginx version: /, '').replace(/ Copyright.*| \[.*/, '')
  } catch {
    // Told below.
  }
  console.error(`${program} is not installed.\n\n${usage}`)
  process.exit(2)
}
