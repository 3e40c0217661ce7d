import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { MediaLimits } from './limits.ts'
import { type Answer, broken, type Task, unpackRefusal } from './task.ts'

/** A process that does one task at a time. */
export type Child = {
  run(task: Task, limits: MediaLimits): Promise<unknown>
  /** False once it has ended, or holds so much memory that another should take its place. */
  usable(): boolean
  stop(): Promise<void>
  /** Settles when the process has ended, for whatever reason. */
  gone: Promise<void>
}

const watchInterval = 100
/** An idle process above this is replaced: decoders do not give all their memory back. */
const idleMemory = 200 * 1024 * 1024
const errorTail = 2000

/**
 * Starts a media process. It gets none of our environment, which holds secrets, and a process group of its own,
 * so that Ctrl-C reaches only the server and ending the group ends ffmpeg as well.
 */
export function startChild(): Child {
  const process_ = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
    execPath: process.execPath,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '4' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
    serialization: 'advanced',
  })
  const said = keepTail(process_)
  let ended = false
  let memory = 0
  let why: string | undefined
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      ended = true
      resolve()
    }
    process_.once('exit', end)
    process_.once('error', (error) => {
      why ??= error.message
      if (process_.pid === undefined) end()
    })
  })
  hold(process_, false)

  function kill(reason: string): void {
    why ??= reason
    killGroup(process_)
  }
  async function run(task: Task, limits: MediaLimits): Promise<unknown> {
    hold(process_, true)
    const timeout = setTimeout(() => kill(`took more than ${limits.timeout} ms`), limits.timeout)
    const watch = setInterval(async () => {
      memory = await residentBytes(process_.pid)
      if (memory > limits.memoryBytes) kill(`held ${memory} bytes of memory`)
    }, watchInterval)
    try {
      const answer = await Promise.race([ask(process_, task), gone])
      if (!answer) throw broken(new Error(`media process ended: ${why ?? said()}`))
      memory = await residentBytes(process_.pid)
      if ('refusal' in answer) throw unpackRefusal(answer.refusal)
      return answer.result
    } finally {
      clearTimeout(timeout)
      clearInterval(watch)
      hold(process_, false)
      if (memory > idleMemory) kill('held too much memory')
    }
  }
  return {
    run,
    gone,
    usable: () => !ended && why === undefined,
    async stop() {
      kill('stopped')
      if (!ended) hold(process_, true)
      await gone
    },
  }
}

function ask(process_: ChildProcess, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    process_.once('message', (message) => resolve(message as Answer))
    process_.send(task, (error) => {
      if (error && process_.connected) reject(error)
    })
  })
}

/** Only a process at work keeps ours from ending. */
function hold(process_: ChildProcess, held: boolean): void {
  const channel = process_.channel
  if (held) {
    process_.ref()
    channel?.ref()
  } else {
    process_.unref()
    channel?.unref()
  }
}

function killGroup(process_: ChildProcess): void {
  if (process_.pid === undefined || process_.exitCode !== null || process_.signalCode !== null) return
  try {
    process.kill(-process_.pid, 'SIGKILL')
  } catch {
    process_.kill('SIGKILL')
  }
}

function keepTail(process_: ChildProcess): () => string {
  let tail = ''
  process_.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-errorTail)
  })
  if (process_.stderr && 'unref' in process_.stderr) (process_.stderr as unknown as { unref(): void }).unref()
  return () => tail.trim() || 'without a word'
}

/** 0 where the system does not tell: the limit on memory then rests on the other limits. */
async function residentBytes(pid: number | undefined): Promise<number> {
  try {
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')
    return Number(pages) * 4096
  } catch {
    return 0
  }
}
