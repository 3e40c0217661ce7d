import { execFile } from 'node:child_process'
import { AppError } from '../errors.ts'
import { type Child, startChild } from './child.ts'
import type { Derived, DeriveRequest } from './derived.ts'
import type { Facts } from './facts.ts'
import type { MediaLimits } from './limits.ts'
import type { Task } from './task.ts'

export type { Derived, DerivedFile, DeriveRequest, MetadataMode } from './derived.ts'
export { defaultLimits, type MediaLimits } from './limits.ts'

/** Work on files, done in child processes: whatever a file does to its process, only that file is refused. */
export type MediaPool = AsyncDisposable & {
  /** What the bytes at `path` are. Refusals: unsupported, kind-unavailable, broken-file, too-complex, busy. */
  inspect(path: string): Promise<Facts>
  /** The bytes to store and their renditions. Refusals: broken-file, busy, storage-full. */
  derive(request: DeriveRequest): Promise<Derived>
  /** Path of the system's ffmpeg; without one videos get a neutral poster. */
  ffmpeg: string | undefined
}

type Waiting = { start(child: Child): void; refuse(): void }

/**
 * Opens a pool whose processes start when they are first needed. `ffmpeg` names the program to use, `false` none;
 * left out, it is looked for on PATH.
 */
export async function openMediaPool(
  limits: MediaLimits,
  options: { ffmpeg?: string | false | undefined } = {},
): Promise<MediaPool> {
  const ffmpeg = options.ffmpeg === false ? undefined : (options.ffmpeg ?? (await findProgram('ffmpeg')))
  const prlimit = ffmpeg === undefined ? undefined : await findProgram('prlimit')
  const line: Line = { limits, waiting: [], idle: [], children: new Set(), closed: false }
  return {
    ffmpeg,
    inspect: async (path) => (await wait(line, { name: 'inspect', path, limits })) as Facts,
    derive: async (request) =>
      (await wait(line, { name: 'derive', request, limits, ffmpeg, prlimit })) as Derived,
    [Symbol.asyncDispose]: () => close(line),
  }
}

/** Tasks in the order they came, each given to the first free child. */
type Line = {
  limits: MediaLimits
  waiting: Waiting[]
  idle: Child[]
  children: Set<Child>
  closed: boolean
}

function wait(line: Line, task: Task): Promise<unknown> {
  const { limits, waiting } = line
  if (line.closed) return Promise.reject(busy(limits))
  return new Promise((resolve, reject) => {
    const entry: Waiting = {
      start(child) {
        clearTimeout(timer)
        resolve(work(line, child, task))
      },
      refuse() {
        clearTimeout(timer)
        reject(busy(limits))
      },
    }
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(entry), 1)
      entry.refuse()
    }, limits.maxWait)
    waiting.push(entry)
    serve(line)
  })
}

function serve(line: Line): void {
  while (line.waiting.length > 0 && !line.closed) {
    const child = line.idle.pop() ?? (line.children.size < line.limits.processes ? addChild(line) : undefined)
    if (!child) return
    line.waiting.shift()?.start(child)
  }
}

function addChild(line: Line): Child {
  const child = startChild()
  line.children.add(child)
  child.gone.then(() => {
    line.children.delete(child)
    line.idle = line.idle.filter((other) => other !== child)
    serve(line)
  })
  return child
}

async function work(line: Line, child: Child, task: Task): Promise<unknown> {
  try {
    return await child.run(task, line.limits)
  } finally {
    if (child.usable()) line.idle.push(child)
    serve(line)
  }
}

async function close(line: Line): Promise<void> {
  line.closed = true
  for (const entry of line.waiting.splice(0)) entry.refuse()
  await Promise.all([...line.children].map((child) => child.stop()))
}

function busy(limits: MediaLimits): AppError {
  const retryAfter = Math.max(1, Math.ceil(limits.maxWait / 1000))
  return new AppError('busy', 'The server is busy, try again', { details: { retryAfter } })
}

function findProgram(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', `command -v ${name}`], (error, output) => {
      resolve(error ? undefined : output.trim() || undefined)
    })
  })
}
