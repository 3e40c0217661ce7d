import { randomUUID } from 'node:crypto'
import type { ExpressionBuilder } from 'kysely'
import type { Database } from './database.ts'
import { isPostgres } from './dialect.ts'
import type { JobRow, Tables } from './tables.ts'

/** Milliseconds for which a claimed job is nobody else's; a worker that dies gives it back by then. */
const lease = 10 * 60_000

/** Some kinds of jobs, or all others; `without` those for these remotes. */
export type Lane = ({ only: readonly string[] } | { but: readonly string[] }) & {
  without?: readonly string[]
}

/** `remoteId`: the remote that it waits for, and with whose other jobs it takes turns. */
export type NewJob = { kind: string; payload: unknown; runAt: number; uniqueKey?: string; remoteId?: string }

/** Writes a job, in the caller's transaction when `db` is one. A waiting job with the same key stays as it is. */
export function enqueue(db: Database, now: number, job: NewJob): Promise<void> {
  return enqueueAll(db, now, [job])
}

/** The same for some hundreds at once. */
export async function enqueueAll(db: Database, now: number, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  await db
    .insertInto('jobs')
    .values(
      jobs.map((job) => ({
        id: randomUUID(),
        kind: job.kind,
        payload: JSON.stringify(job.payload),
        unique_key: job.uniqueKey ?? null,
        remote_id: job.remoteId ?? null,
        run_at: job.runAt,
        attempts: 0,
        lease_until: null,
        error: null,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('unique_key').doNothing())
    .execute()
}

/** Takes one due job for this worker, or none; of a lane, if one is named. */
export async function claimJob(
  db: Database,
  now: number,
  lane: Lane = { but: [] },
): Promise<JobRow | undefined> {
  const due = db
    .selectFrom('jobs')
    .select('id')
    .where('run_at', '<=', now)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<', now)]))
    .where((is) => inLane(is, lane))
    .orderBy('run_at')
    .limit(1)
  return db
    .updateTable('jobs')
    .set((set) => ({ lease_until: now + lease, attempts: set('attempts', '+', 1) }))
    .where('id', 'in', isPostgres(db) ? due.forUpdate().skipLocked() : due)
    .returningAll()
    .executeTakeFirst()
}

function inLane(is: ExpressionBuilder<Tables, 'jobs'>, lane: Lane) {
  const { without = [] } = lane
  const conditions = [
    ...('only' in lane ? [is('kind', 'in', lane.only)] : []),
    ...('but' in lane && lane.but.length > 0 ? [is('kind', 'not in', lane.but)] : []),
    ...(without.length > 0 ? [is.or([is('remote_id', 'is', null), is('remote_id', 'not in', without)])] : []),
  ]
  return is.and(conditions)
}

export async function finishJob(db: Database, id: string): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', id).execute()
}

/** Puts a job back, to run again at `runAt`, with what went wrong this time, if anything did. */
export async function retryJob(
  db: Database,
  job: JobRow,
  again: { runAt: number; error: string | null },
): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: again.runAt, lease_until: null, attempts: job.attempts, error: again.error })
    .where('id', '=', job.id)
    .execute()
}

/** When the next job is due, milliseconds; undefined when none waits. */
export async function nextDue(db: Database, lane: Lane = { but: [] }): Promise<number | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select((select) => select.fn.min<number | null>('run_at').as('run_at'))
    .where('lease_until', 'is', null)
    .where((is) => inLane(is, lane))
    .executeTakeFirst()
  return row?.run_at ?? undefined
}

/** Brings a job with a unique key forward: after the clock was put back it would wait for a time long gone. */
export async function hastenJob(
  db: Database,
  uniqueKey: string,
  when: { noLaterThan: number },
): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: when.noLaterThan, lease_until: null })
    .where('unique_key', '=', uniqueKey)
    .where('run_at', '>', when.noLaterThan)
    .execute()
}

/** Has waiting jobs with these keys, some hundreds, run now. */
export async function hastenAll(db: Database, now: number, uniqueKeys: readonly string[]): Promise<void> {
  if (uniqueKeys.length === 0) return
  await db
    .updateTable('jobs')
    .set({ run_at: now })
    .where('unique_key', 'in', uniqueKeys)
    .where('lease_until', 'is', null)
    .execute()
}
