import { transact } from '../database/database.ts'
import { enqueue } from '../database/queue.ts'
import type { App } from './app.ts'
import { fileKey } from './media-rows.ts'
import { addUse, changeRenditions } from './usage.ts'
import { type Media, renditionNames } from './words.ts'

/** What an account's row says it uses, and the sum of its media, bytes. */
export type WrongSum = { id: string; name: string; recorded: number; real: number }

export type StuckJob = { kind: string; attempts: number; error: string | undefined; dueSince: number }

/** After so long a job that is due should have been taken, milliseconds. */
const patience = 10 * 60_000

/** Accounts whose recorded use is not the sum of their media. Uploads under way may show for a moment. */
export async function findWrongSums(app: App): Promise<WrongSum[]> {
  const rows = await app.db
    .selectFrom('users')
    .leftJoin('media', 'media.user_id', 'users.id')
    .select((select) => [
      'users.id',
      'users.name',
      'users.bytes_used',
      select.fn.sum<number | string | null>('media.total_size').as('sum'),
    ])
    .groupBy(['users.id', 'users.name', 'users.bytes_used'])
    .execute()
  return rows
    .map((row) => ({ id: row.id, name: row.name, recorded: row.bytes_used, real: Number(row.sum ?? 0) }))
    .filter((row) => row.recorded !== row.real)
}

/** Makes an account's recorded use the sum of its media, whatever is uploaded or deleted meanwhile. */
export async function correctSum(app: App, userId: string): Promise<void> {
  await transact(app.db, async (transaction) => {
    // Whoever adds or removes media writes this row as well, and so waits for us or we for him.
    await addUse(transaction, userId, 0)
    const row = await transaction
      .selectFrom('media')
      .select((select) => select.fn.sum<number | string | null>('total_size').as('sum'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    await transaction
      .updateTable('users')
      .set({ bytes_used: Number(row.sum ?? 0) })
      .where('id', '=', userId)
      .execute()
  })
}

/** Forgets the renditions that lie under `keys`, if the media has them, and queues their making. */
export async function remakeRenditions(app: App, media: Media, keys: readonly string[]): Promise<void> {
  const bad = renditionNames.filter((name) => media.renditions[name] && keys.includes(fileKey(media, name)))
  await app.store.remove(bad.map((name) => fileKey(media, name)))
  const renditions: Media['renditions'] = { ...media.renditions }
  for (const name of bad) delete renditions[name]
  const now = app.now()
  await transact(app.db, async (transaction) => {
    if (!(await changeRenditions(transaction, media, renditions))) return
    await enqueue(transaction, now, {
      kind: 'derive',
      payload: { id: media.id },
      runAt: now,
      uniqueKey: `derive:${media.id}`,
    })
  })
}

/** Ids of media that have no thumb, although each should. */
export async function findWithoutThumb(app: App): Promise<string[]> {
  const rows = await app.db
    .selectFrom('media')
    .select('id')
    .where('renditions', 'not like', '%"thumb"%')
    .where('trashed_at', 'is', null)
    .execute()
  return rows.map((row) => row.id)
}

/** Jobs that failed at least once, and jobs that nobody takes although they are due. */
export async function findStuckJobs(app: App): Promise<StuckJob[]> {
  const late = app.now() - patience
  const rows = await app.db
    .selectFrom('jobs')
    .select(['kind', 'attempts', 'error', 'run_at', 'created_at'])
    .where((is) =>
      is.or([
        is('error', 'is not', null),
        is.and([
          is('run_at', '<', late),
          is('created_at', '<', late),
          is.or([is('lease_until', 'is', null), is('lease_until', '<', app.now())]),
        ]),
      ]),
    )
    .orderBy('run_at')
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    attempts: row.attempts,
    error: row.error ?? undefined,
    dueSince: Math.max(row.run_at, row.created_at),
  }))
}
