import { claimJob, type Lane, nextDue } from '../database/queue.ts'
import type { App } from './app.ts'
import { kickJobs } from './job-calls.ts'
import { type JobKind, runJob, scheduleRecurring } from './jobs.ts'

const minute = 60_000

/** Jobs that keep no other jobs waiting: how many run at once, and how many of those for one remote. */
type LanePlan = { lane: Lane; atOnce: number; perRemote: number }

const copying = ['mirror', 'remove-copy'] satisfies JobKind[]
const bringing = ['bring-over'] satisfies JobKind[]

/** What waits for other machines goes beside the rest, and remotes take turns: one that does not answer delays no other. */
const lanes: readonly LanePlan[] = [
  { lane: { but: [...copying, ...bringing] }, atOnce: 1, perRemote: 1 },
  // One by one: a file that is deleted there and sent again is not to be deleted after it was sent.
  { lane: { only: copying }, atOnce: 12, perRemote: 1 },
  { lane: { only: bringing }, atOnce: 4, perRemote: 1 },
]

/**
 * Works on jobs until disposed: at once when kicked, else when the next is due. Disposing waits for the running ones;
 * those that wait for other machines end at once, to run again at the next start.
 */
export function startWorker(app: App): AsyncDisposable {
  const workers = [startScheduling(app), ...lanes.map((plan) => startLane(app, plan))]
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
    },
  }
}

/** Every minute: the clock may have been put back. */
function startScheduling(app: App): AsyncDisposable {
  const rounds = startRounds(async () => {
    await scheduleRecurring(app)
      .then(() => kickJobs(app))
      .catch((error: unknown) => stumble(app, error))
    return minute
  })
  rounds.wake()
  return rounds
}

/** What a lane is doing: each job that runs, with the remote that it waits for. */
type Running = Map<Promise<void>, string | null>

function startLane(app: App, plan: LanePlan): AsyncDisposable {
  const stop = new AbortController()
  const running: Running = new Map()
  const begin = async (): Promise<boolean> => {
    if (running.size >= plan.atOnce || stop.signal.aborted) return false
    const job = await claimJob(app.db, app.now(), free(plan, running))
    if (!job) return false
    const run: Promise<void> = runJob(app, job, stop.signal)
      .catch((error: unknown) => stumble(app, error))
      .finally(() => {
        running.delete(run)
        rounds.wake()
      })
    running.set(run, job.remote_id)
    return true
  }
  const rounds = startRounds(async () => {
    try {
      while (await begin());
      return running.size < plan.atOnce ? await untilDue(app, free(plan, running)) : minute
    } catch (error) {
      stumble(app, error)
      return minute
    }
  })
  const unsubscribe = app.kv.subscribe('jobs', rounds.wake)
  rounds.wake()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      unsubscribe()
      await rounds[Symbol.asyncDispose]()
      await Promise.all(running.keys())
    },
  }
}

type Rounds = AsyncDisposable & { wake(): void }

/** Rounds, never two at once: one when woken, and one as many milliseconds after each as it says. */
function startRounds(round: () => Promise<number>): Rounds {
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> | undefined
  let isWoken = false
  let isOver = false
  const wake = (): void => {
    if (isOver) return
    clearTimeout(timer)
    isWoken = true
    current ??= turn().finally(() => {
      current = undefined
      if (isWoken) wake()
    })
  }
  const turn = async (): Promise<void> => {
    isWoken = false
    const wait = await round()
    if (!isOver) timer = setTimeout(wake, wait)
  }
  return {
    wake,
    async [Symbol.asyncDispose]() {
      isOver = true
      clearTimeout(timer)
      await current
    },
  }
}

function stumble(app: App, error: unknown): void {
  app.log.error({ err: error }, 'the job worker stumbled')
}

/** A lane without the remotes that have as many turns as they may. */
function free({ lane, perRemote }: LanePlan, running: Running): Lane {
  const counts = new Map<string, number>()
  for (const remoteId of running.values())
    if (remoteId !== null) counts.set(remoteId, (counts.get(remoteId) ?? 0) + 1)
  const without = [...counts].filter(([, count]) => count >= perRemote).map(([remoteId]) => remoteId)
  return { ...lane, without }
}

/** Milliseconds until the next job is due, from a tenth of a second to a minute. */
async function untilDue(app: App, lane: Lane): Promise<number> {
  const due = (await nextDue(app.db, lane)) ?? Number.POSITIVE_INFINITY
  return Math.min(minute, Math.max(100, due - app.now()))
}
