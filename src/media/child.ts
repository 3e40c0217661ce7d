import { type ChildProcess, fork } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
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
/** Bytes a millisecond that any disk is expected to copy. */
const slowestDisk = 20_000
const errorTail = 2000

/** Starts a media process. */
export function startChild(): Child {
  const state = launch()
  hold(state.process, false)
  return {
    run: (task, limits) => run(state, task, limits),
    gone: state.gone,
    usable: () => !state.ended && state.why === undefined,
    async stop() {
      end(state, 'stopped')
      if (!state.ended) hold(state.process, true)
      await state.gone
    },
  }
}

type State = {
  process: ChildProcess
  gone: Promise<void>
  ended: boolean
  /** Why we ended it, or why it never began. */
  why: string | undefined
  /** What it last wrote to standard error. */
  said: () => string
}

/**
 * The process gets none of our environment, which holds secrets, and a process group of its own, so that Ctrl-C
 * reaches only the server and ending the group ends ffmpeg as well.
 */
function launch(): State {
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
    execPath: process.execPath,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '4' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
    serialization: 'advanced',
  })
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  const state: State = { process: child, gone, ended: false, why: undefined, said: keepTail(child) }
  const finish = () => {
    state.ended = true
    resolve()
  }
  child.once('exit', finish)
  child.on('error', (error) => {
    state.why ??= error.message
    if (child.pid === undefined) finish()
  })
  return state
}

async function run(state: State, task: Task, limits: MediaLimits): Promise<unknown> {
  const { process: child, gone, said } = state
  let memory = 0
  hold(child, true)
  const patience = await patienceFor(task, limits)
  const timeout = setTimeout(() => end(state, `took more than ${patience} ms`), patience)
  const watch = setInterval(async () => {
    memory = await residentBytes(child.pid)
    if (memory > limits.memoryBytes) end(state, `held ${memory} bytes of memory`)
  }, watchInterval)
  try {
    const answer = await Promise.race([ask(child, task), gone])
    if (!answer) throw broken(new Error(`media process ended: ${state.why ?? said()}`))
    memory = await residentBytes(child.pid)
    if ('refusal' in answer) throw unpackRefusal(answer.refusal)
    return answer.result
  } finally {
    clearTimeout(timeout)
    clearInterval(watch)
    hold(child, false)
    if (memory > idleMemory) end(state, 'held too much memory to be kept')
  }
}

/** A film of gigabytes is copied and summed when something must go from it: that takes as long as the disk does. */
async function patienceFor(task: Task, limits: MediaLimits): Promise<number> {
  const path = task.name === 'inspect' ? task.path : task.request.path
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  return limits.timeout + Math.floor(size / slowestDisk)
}

function end(state: State, why: string): void {
  state.why ??= why
  killGroup(state.process)
}

function ask(child: ChildProcess, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Answer))
    child.send(task, (error) => {
      if (error && child.connected) reject(error)
    })
  })
}

/** Only a process at work keeps ours from ending. */
function hold(child: ChildProcess, held: boolean): void {
  const channel = child.channel
  if (held) {
    child.ref()
    channel?.ref()
  } else {
    child.unref()
    channel?.unref()
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

function keepTail(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-errorTail)
  })
  if (child.stderr && 'unref' in child.stderr) (child.stderr as unknown as { unref(): void }).unref()
  return () => tail.trim() || 'without a word'
}

/** 0 where the system does not tell: the limit on memory then rests on the other limits. */
async function residentBytes(pid: number | undefined): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'latin1')
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
