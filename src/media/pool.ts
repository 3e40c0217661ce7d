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

type Waiting = { task: Task; start(child: Child): void; refuse(refusal: AppError): void }

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
  const line = openLine(limits)
  return {
    ffmpeg,
    inspect: async (path) => (await line.run({ name: 'inspect', path, limits })) as Facts,
    derive: async (request) =>
      (await line.run({ name: 'derive', request, limits, ffmpeg, prlimit })) as Derived,
    [Symbol.asyncDispose]: () => line.close(),
  }
}

type Line = { run(task: Task): Promise<unknown>; close(): Promise<void> }

/** Tasks in the order they came, each given to the first free child. */
function openLine(limits: MediaLimits): Line {
  const waiting: Waiting[] = []
  const idle: Child[] = []
  const children = new Set<Child>()
  let closed = false

  function next(): void {
    while (waiting.length > 0) {
      const child = idle.pop() ?? (children.size < limits.processes ? addChild() : undefined)
      if (!child) return
      waiting.shift()?.start(child)
    }
  }
  function addChild(): Child {
    const child = startChild()
    children.add(child)
    child.gone.then(() => {
      children.delete(child)
      if (idle.includes(child)) idle.splice(idle.indexOf(child), 1)
      next()
    })
    return child
  }
  async function work(child: Child, task: Task): Promise<unknown> {
    try {
      return await child.run(task, limits)
    } finally {
      if (child.usable()) idle.push(child)
      next()
    }
  }

  return {
    run(task) {
      if (closed) return Promise.reject(busy(limits))
      return new Promise((resolve, reject) => {
        const entry: Waiting = {
          task,
          start(child) {
            clearTimeout(timer)
            resolve(work(child, task))
          },
          refuse(refusal) {
            clearTimeout(timer)
            reject(refusal)
          },
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(entry), 1)
          entry.refuse(busy(limits))
        }, limits.maxWait)
        waiting.push(entry)
        next()
      })
    },
    async close() {
      closed = true
      for (const entry of waiting.splice(0)) entry.refuse(busy(limits))
      await Promise.all([...children].map((child) => child.stop()))
    },
  }
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
