import { type Database, transact } from '../database/database.ts'
import { enqueue, hastenJob } from '../database/queue.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { admitManager, type Failure, failureOf, fold } from './batches.ts'
import { retakeClaims } from './claims.ts'
import { enqueueHiding } from './hide.ts'
import { kickJobs } from './job-calls.ts'
import { announceGone, deleteAll, trashLife } from './media.ts'
import { toMedia } from './media-rows.ts'
import { hasExpired } from './policy.ts'
import type { Actor, Media, User } from './words.ts'

export type Handled = { ids: string[]; failed: Failure[] }

/** Media deleted in one transaction. */
const batch = 100

/**
 * Puts users' media into their owners' trash. Guests have none: their media are deleted at once, and with `forever`
 * everybody's, from the trash or not.
 */
export async function trashMedia(
  app: App,
  actor: Actor,
  { ids, forever }: { ids: readonly string[]; forever: boolean },
): Promise<Handled> {
  const { chosen, failed } = await choose(app, actor, ids, (media) => {
    if (media.trashedAt !== undefined && !forever)
      throw new AppError('already-deleted', 'It lies in the trash')
  })
  const isOver = (media: Media) => forever || media.userId === undefined
  const done = await deleteForGood(app, chosen.filter(isOver))
  const kept = chosen.filter((media) => !isOver(media)).map(({ id }) => id)
  const trashed = await discardMedia(app, kept)
  if (done.length > 0) kickJobs(app)
  return handled(ids, [...done, ...trashed.map(({ id }) => id)], failed)
}

/** Puts media into the trash, whoever asks. Answers those that were not there yet. */
export async function discardMedia(app: App, ids: readonly string[]): Promise<Media[]> {
  if (ids.length === 0) return []
  const trashed = await transact(app.db, (db) => discardRows(db, app.now(), ids))
  await announceGone(app, trashed)
  return trashed
}

/** Takes media out of the trash, with the claim on their bytes where nobody has it now. */
export async function restoreMedia(app: App, actor: Actor, ids: readonly string[]): Promise<Handled> {
  const oldest = app.now() - trashLife
  const { chosen, failed } = await choose(app, actor, ids, ({ trashedAt = 0 }) => {
    if (trashedAt <= oldest) throw new AppError('not-found', 'It is not in the trash')
  })
  const restored = await transact(app.db, async (db) => {
    if (chosen.length === 0) return []
    const rows = await db
      .updateTable('media')
      .set({ trashed_at: null })
      .where('id', 'in', idsOf(chosen))
      .where('trashed_at', '>', oldest)
      .returningAll()
      .execute()
    const media = rows.map(toMedia)
    await retakeClaims(db, media)
    // Its album may have become private meanwhile, and its files' names were known before.
    const hidden = media.filter(({ visibility }) => visibility === 'private')
    await enqueueHiding(db, { now: app.now() }, hidden)
    return media
  })
  await announceGone(app, restored)
  kickJobs(app)
  return handled(ids, idsOf(restored), failed)
}

/** Empties a user's trash at once: nothing of it can be restored any more, a job deletes it. */
export async function emptyTrash(app: App, user: Pick<User, 'id'>): Promise<void> {
  const now = app.now()
  await transact(app.db, async (db) => {
    await db
      .updateTable('media')
      .set({ trashed_at: 0 })
      .where('user_id', '=', user.id)
      .where('trashed_at', '>', 0)
      .execute()
    await enqueue(db, now, { kind: 'purge', payload: null, runAt: now, uniqueKey: 'purge' })
    await hastenJob(db, 'purge', { noLaterThan: now })
  })
  kickJobs(app)
}

/** The media that an actor may change, of those named, and why the others are none. */
async function choose(
  app: App,
  actor: Actor,
  ids: readonly string[],
  check: (media: Media) => void,
): Promise<{ chosen: Media[]; failed: Failure[] }> {
  const rows = await app.db.selectFrom('media').selectAll().where('id', 'in', ids.map(fold)).execute()
  const found = new Map(rows.map((row) => [row.id, toMedia(row)]))
  const chosen: Media[] = []
  const failed: Failure[] = []
  for (const id of new Set(ids)) {
    try {
      const media = found.get(id)
      const there = media && !hasExpired(media, app.now()) ? media : undefined
      admitManager(actor, there, app.now())
      check(there)
      chosen.push(there)
    } catch (error) {
      failed.push(failureOf(id, error))
    }
  }
  return { chosen, failed }
}

/** As `discardMedia`, in the caller's transaction. In the order of ids, so that two do not wait for each other; the same bytes may be sent again from now on. */
export async function discardRows(db: Database, now: number, ids: readonly string[]): Promise<Media[]> {
  const rows = await db
    .updateTable('media')
    .set({ trashed_at: now })
    .where('id', 'in', ids.toSorted())
    .where('trashed_at', 'is', null)
    .returningAll()
    .execute()
  await db.deleteFrom('claims').where('media_id', 'in', ids).execute()
  return rows.map(toMedia)
}

async function deleteForGood(app: App, media: readonly Media[]): Promise<string[]> {
  const deleted: string[] = []
  for (let at = 0; at < media.length; at += batch) {
    deleted.push(...idsOf(await deleteAll(app, idsOf(media.slice(at, at + batch)))))
  }
  return deleted
}

/** What somebody else was faster with is a failure too. */
function handled(asked: readonly string[], done: readonly string[], failed: readonly Failure[]): Handled {
  const told = new Set([...done, ...failed.map(({ id }) => id)])
  const missed = [...new Set(asked)].filter((id) => !told.has(id))
  const gone = missed.map((id) => ({ id, code: 'already-deleted' as const, message: 'This media is gone' }))
  return { ids: [...done], failed: [...failed, ...gone] }
}

function idsOf(media: readonly Media[]): string[] {
  return media.map(({ id }) => id)
}
