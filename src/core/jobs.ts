import { claimJob, enqueue, finishJob, hastenJob, nextDue, retryJob } from '../database/queue.ts'
import type { JobRow } from '../database/tables.ts'
import { removeUser } from './account-removal.ts'
import type { App } from './app.ts'
import { deriveAgain } from './derive-again.ts'
import { hideFiles } from './hide.ts'
import { removeExpired, removeTrashed, trashLife } from './media.ts'
import { sweep } from './sweep.ts'

const minute = 60_000
const hour = 60 * minute

/** What each kind of job does. A job may run twice: it must not mind. */
const handlers = {
  'remove-files': async (app, payload) => {
    await app.store.remove((payload as { keys: string[] }).keys)
  },
  derive: async (app, payload) => {
    const { id, replace = false } = payload as { id: string; replace?: boolean }
    await deriveAgain(app, id, { replace })
  },
  'remove-account': async (app, payload) => {
    await removeUser(app, payload as { id: string })
  },
  hide: async (app, payload) => {
    await hideFiles(app, payload as { id: string; name: string })
  },
  expire: async (app) => {
    await removeExpired(app)
  },
  purge: async (app) => {
    await removeTrashed(app, app.now() - trashLife)
  },
  sweep: async (app) => {
    await sweep(app, { minAge: hour })
  },
} as const satisfies Record<string, (app: App, payload: unknown) => Promise<void>>

/** Jobs that come again and again, on one node of many: their names and how often, milliseconds. */
const recurring = { expire: minute, purge: hour, sweep: 6 * hour } as const satisfies Partial<
  Record<keyof typeof handlers, number>
>

/** After so many tries a job is given up; its error stays in the log. What no decoder can read stays unreadable. */
const maxAttempts = {
  'remove-files': 8,
  'remove-account': 8,
  derive: 3,
  hide: 8,
  expire: 8,
  purge: 8,
  sweep: 8,
} as const satisfies Record<keyof typeof handlers, number>

/** Runs every job that is due, one after another, until none is, or `stopped` says so. Answers how many there were. */
export async function runJobs(app: App, stopped: () => boolean = () => false): Promise<number> {
  for (let count = 0; ; count++) {
    const job = stopped() ? undefined : await claimJob(app.db, app.now())
    if (!job) return count
    await runJob(app, job)
  }
}

/** One round of a worker: queues what comes again and again, then does as runJobs. */
export async function runRound(app: App, stopped?: () => boolean): Promise<number> {
  await scheduleRecurring(app)
  return runJobs(app, stopped)
}

/** Works on jobs until disposed: at once when kicked, else when the next is due. Disposing waits for the running one. */
export function startWorker(app: App): AsyncDisposable {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  const wake = (): void => {
    if (stopped) return
    clearTimeout(timer)
    running ??= work().finally(() => {
      running = undefined
    })
  }
  const work = async (): Promise<void> => {
    let wait = minute
    try {
      await runRound(app, () => stopped)
      wait = Math.min(
        minute,
        Math.max(100, ((await nextDue(app.db)) ?? Number.POSITIVE_INFINITY) - app.now()),
      )
    } catch (error) {
      app.log.error({ err: error }, 'the job worker stumbled')
    }
    if (!stopped) timer = setTimeout(wake, wait)
  }
  const unsubscribe = app.kv.subscribe('jobs', wake)
  wake()
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      unsubscribe()
      clearTimeout(timer)
      await running
    },
  }
}

/** Tells workers that a job was written. Losing the message only makes the job wait for its turn. */
export function kickJobs(app: App): void {
  app.kv
    .publish('jobs', '')
    .catch((error: unknown) => app.log.warn({ err: error }, 'no worker heard of a job'))
}

async function scheduleRecurring(app: App): Promise<void> {
  const now = app.now()
  for (const [kind, every] of Object.entries(recurring)) {
    await enqueue(app.db, now, { kind, payload: null, runAt: now, uniqueKey: kind })
    await hastenJob(app.db, kind, { noLaterThan: now + every })
  }
}

async function runJob(app: App, job: JobRow): Promise<void> {
  const handler: (app: App, payload: unknown) => Promise<void> =
    handlers[job.kind as keyof typeof handlers] ?? unknownKind(job.kind)
  try {
    await handler(app, JSON.parse(job.payload))
    const every = recurring[job.kind as keyof typeof recurring]
    if (every === undefined) await finishJob(app.db, job.id)
    else await retryJob(app.db, { ...job, attempts: 0 }, { runAt: app.now() + every, error: null })
  } catch (error) {
    app.log.error({ err: error, job: job.kind, attempts: job.attempts }, 'a job failed')
    if (job.attempts >= (maxAttempts[job.kind as keyof typeof handlers] ?? 1) && !(job.kind in recurring))
      return finishJob(app.db, job.id)
    const runAt = app.now() + Math.min(hour, minute * 2 ** Math.min(job.attempts, 6))
    await retryJob(app.db, job, { runAt, error: String(error) })
  }
}

function unknownKind(kind: string): () => Promise<void> {
  return () => Promise.reject(new Error(`no handler for jobs of kind ${kind}`))
}
