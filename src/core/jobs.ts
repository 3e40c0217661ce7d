import { claimJob, enqueue, finishJob, hastenJob, retryJob } from '../database/queue.ts'
import type { JobRow } from '../database/tables.ts'
import { removeUser } from './account-removal.ts'
import type { App } from './app.ts'
import { deriveAgain } from './derive-again.ts'
import { hideFiles } from './hide.ts'
import { bringOver } from './imports.ts'
import { removeExpired, removeTrashed, trashLife } from './media.ts'
import { mirror, removeCopy } from './mirror.ts'
import { sweep } from './sweep.ts'

const minute = 60_000
const hour = 60 * minute

/** When a job is to run once more, milliseconds since 1970: it is not done, and nothing went wrong. */
export type Again = { at: number }

/** `stop`: the server ends; what waits for other machines is left at once, and answers that it is to run again. */
type Handler = (app: App, payload: unknown, stop: AbortSignal) => Promise<Again | undefined>

/** What each kind of job does. A job may run twice: it must not mind. */
const handlers = {
  'remove-files': async (app, payload) => {
    await app.store.remove((payload as { keys: string[] }).keys)
  },
  derive: async (app, payload) => {
    const { id, replace = false, ...rest } = payload as { id: string; replace?: boolean; posterAt?: number }
    await deriveAgain(app, id, { replace, ...rest })
  },
  'remove-account': async (app, payload) => {
    await removeUser(app, payload as { id: string })
  },
  hide: async (app, payload) => {
    await hideFiles(app, payload as { id: string; name: string })
  },
  mirror: (app, payload, stop) => mirror(app, payload as { mediaId: string; remoteId: string }, stop),
  'remove-copy': (app, payload, stop) => removeCopy(app, payload as Parameters<typeof removeCopy>[1], stop),
  'bring-over': (app, payload, stop) => bringOver(app, payload as { remoteId: string; run: string }, stop),
  expire: async (app) => {
    await removeExpired(app)
  },
  purge: async (app) => {
    await removeTrashed(app, app.now() - trashLife)
  },
  sweep: async (app) => {
    await sweep(app, { minAge: hour })
  },
} as const satisfies Record<string, Handler>

export type JobKind = keyof typeof handlers

/** Jobs that come again and again, on one node of many: their names and how often, milliseconds. */
const recurring = { expire: minute, purge: hour, sweep: 6 * hour } as const satisfies Partial<
  Record<JobKind, number>
>

/** After so many tries a job is given up; its error stays in the log. What no decoder can read stays unreadable. */
const maxAttempts = {
  'remove-files': 8,
  'remove-account': 8,
  derive: 3,
  hide: 8,
  mirror: 8,
  'remove-copy': 12,
  'bring-over': 20,
  expire: 8,
  purge: 8,
  sweep: 8,
} as const satisfies Record<JobKind, number>

/** Runs every job that is due, one after another, until none is, or `stopped` says so. Answers how many there were. */
export async function runJobs(app: App, stopped: () => boolean = () => false): Promise<number> {
  const stop = new AbortController().signal
  for (let count = 0; ; count++) {
    const job = stopped() ? undefined : await claimJob(app.db, app.now())
    if (!job) return count
    await runJob(app, job, stop)
  }
}

/** Queues what comes again and again, then does as runJobs. */
export async function runRound(app: App): Promise<number> {
  await scheduleRecurring(app)
  return runJobs(app)
}

/** Sees to it that what comes again and again is queued, and for no later than its time. */
export async function scheduleRecurring(app: App): Promise<void> {
  const now = app.now()
  for (const [kind, every] of Object.entries(recurring)) {
    await enqueue(app.db, now, { kind, payload: null, runAt: now, uniqueKey: kind })
    await hastenJob(app.db, kind, { noLaterThan: now + every })
  }
}

/** Runs a job that was claimed, and puts it back where it is to run again. Ends early on `stop` where it waits for other machines. */
export async function runJob(app: App, job: JobRow, stop: AbortSignal): Promise<void> {
  const handler: Handler = handlers[job.kind as JobKind] ?? unknownKind(job.kind)
  try {
    const again = await handler(app, JSON.parse(job.payload), stop)
    const every = recurring[job.kind as keyof typeof recurring]
    const runAt = again?.at ?? (every === undefined ? undefined : app.now() + every)
    if (runAt === undefined) await finishJob(app.db, job.id)
    else await retryJob(app.db, { ...job, attempts: 0 }, { runAt, error: null })
  } catch (error) {
    app.log.error({ err: error, job: job.kind, attempts: job.attempts }, 'a job failed')
    if (job.attempts >= (maxAttempts[job.kind as JobKind] ?? 1) && !(job.kind in recurring))
      return finishJob(app.db, job.id)
    const runAt = app.now() + Math.min(hour, minute * 2 ** Math.min(job.attempts, 6))
    await retryJob(app.db, job, { runAt, error: String(error) })
  }
}

function unknownKind(kind: string): () => Promise<undefined> {
  return () => Promise.reject(new Error(`no handler for jobs of kind ${kind}`))
}
