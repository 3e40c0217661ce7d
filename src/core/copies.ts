import type { Database } from '../database/database.ts'
import { isPostgres } from '../database/dialect.ts'
import { enqueue, enqueueAll, hastenAll, type NewJob } from '../database/queue.ts'
import type { CopyRow, MediaRow } from '../database/tables.ts'
import { type Remote, toRemote } from './remote-rows.ts'

/** One media's copy at one remote. */
export type Which = { mediaId: string; remoteId: string }

/** What deletes a copy, whatever rows are left: the remote's sealed description and the sealed address. */
export type Removal = { remoteId: string; sealed: string; address: string }

/**
 * Queues the copies of an upload just inserted, in its transaction: one for each remote of its owner that takes it.
 * `from` is the copy that it was brought over from. Answers how many were queued.
 */
export async function enqueueMirrors(
  db: Database,
  now: number,
  { row, from }: { row: MediaRow; from: { remoteId: string; url: string } | undefined },
): Promise<number> {
  if (row.user_id === null) return 0
  const rows = await db
    .selectFrom('remotes')
    .selectAll()
    .where('user_id', '=', row.user_id)
    .where('scope', '!=', 'none')
    .orderBy('id')
    .$if(isPostgres(db), (query) => query.forKeyShare())
    .execute()
  if (from) await keepCopy(db, now, { mediaId: row.id, ...from })
  const takers = rows.map(toRemote).filter((remote) => remote.id !== from?.remoteId && takes(remote, row))
  await queueCopies(
    db,
    now,
    takers.map(({ id }) => ({ mediaId: row.id, remoteId: id })),
  )
  return takers.length
}

/** Whether a remote's owner wants this media there. */
export function takes(remote: Remote, row: Pick<MediaRow, 'album_id' | 'visibility'>): boolean {
  if (row.visibility === 'private' && !remote.withPrivate) return false
  if (remote.scope !== 'albums') return remote.scope === 'all'
  return row.album_id !== null && remote.albums.includes(row.album_id)
}

/** Notes that a media lies at a remote already: it was brought over from there. */
export async function keepCopy(
  db: Database,
  now: number,
  { mediaId, remoteId, url }: { mediaId: string; remoteId: string; url: string },
): Promise<void> {
  await db
    .insertInto('copies')
    .values({ ...newCopy(now, { mediaId, remoteId }), state: 'sent', url })
    .onConflict((conflict) => conflict.columns(['media_id', 'remote_id']).doUpdateSet({ state: 'sent', url }))
    .execute()
}

/** Queues some hundred copies, in the caller's transaction; what is there or waits already stays as it is. */
export async function queueCopies(db: Database, now: number, copies: readonly Which[]): Promise<void> {
  if (copies.length === 0) return
  await db
    .insertInto('copies')
    .values(copies.map((copy) => newCopy(now, copy)))
    .onConflict((conflict) => conflict.columns(['media_id', 'remote_id']).doNothing())
    .execute()
  await enqueueAll(
    db,
    now,
    copies.map((copy) => mirrorJob(now, copy)),
  )
}

/** Has some hundred copies of a remote tried now, as if for the first time, where they have not been sent; in the caller's transaction. */
export async function retryCopies(
  db: Database,
  now: number,
  { remoteId, mediaIds }: { remoteId: string; mediaIds: readonly string[] },
): Promise<number> {
  const rows = await db
    .updateTable('copies')
    .set({ state: 'waiting', attempts: 0, next_at: now, updated_at: now })
    .where('remote_id', '=', remoteId)
    .where('media_id', 'in', mediaIds)
    .where('state', '!=', 'sent')
    .returning('media_id')
    .execute()
  const jobs = rows.map(({ media_id: mediaId }) => mirrorJob(now, { mediaId, remoteId }))
  await enqueueAll(db, now, jobs)
  await hastenAll(
    db,
    now,
    jobs.map(({ uniqueKey }) => uniqueKey),
  )
  return rows.length
}

/** Queues the deletion of all copies of media that are being deleted, in the same transaction, where it is wanted. */
export async function enqueueRemovals(db: Database, now: number, mediaIds: readonly string[]): Promise<void> {
  await lock(db, mediaIds)
  await removeUnshared(db, now, await deletableCopies(db, mediaIds))
}

/** Takes copies of media that have become private away again, from where private ones do not go; in the same transaction. */
export async function withdrawCopies(db: Database, now: number, mediaIds: readonly string[]): Promise<void> {
  if (mediaIds.length === 0) return
  const copies = (await deletableCopies(db, mediaIds)).filter((copy) => copy.with_private === 0)
  await removeUnshared(db, now, copies)
  for (const { media_id, id } of copies)
    await db.deleteFrom('copies').where('media_id', '=', media_id).where('remote_id', '=', id).execute()
}

/** Queues the deletion of a copy whose media was deleted while it went out, where that is wanted. */
export async function removeLeftOver(
  db: Database,
  now: number,
  { mediaId, remoteId, url, sealed }: Which & { url: string; sealed: string },
): Promise<void> {
  const remote = await db
    .selectFrom('remotes')
    .select(['id', 'sealed'])
    .where('id', '=', remoteId)
    .where('delete_copies', '=', 1)
    .executeTakeFirst()
  const copy = remote && { ...remote, media_id: mediaId, url, sealed_delete: sealed }
  if (copy) await removeUnshared(db, now, [copy])
}

/** Whether a media is private, of which nothing changes until the transaction ends; undefined when it is gone. */
export async function lockVisibility(db: Database, mediaId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('media')
    .select('visibility')
    .where('id', '=', mediaId)
    .$if(isPostgres(db), (query) => query.forUpdate())
    .executeTakeFirst()
  return row?.visibility
}

/** Copies that are being sent are noted before or after, not meanwhile. */
async function lock(db: Database, mediaIds: readonly string[]): Promise<void> {
  if (isPostgres(db))
    await db.selectFrom('media').select('id').where('id', 'in', mediaIds).orderBy('id').forUpdate().execute()
}

type Deletable = {
  id: string
  sealed: string
  media_id: string
  url: string | null
  sealed_delete: string | null
}

function deletableCopies(
  db: Database,
  mediaIds: readonly string[],
): Promise<(Deletable & { with_private: number })[]> {
  return db
    .selectFrom('copies')
    .innerJoin('remotes', 'remotes.id', 'copies.remote_id')
    .select(['remotes.id', 'remotes.sealed', 'remotes.with_private'])
    .select(['copies.media_id', 'copies.url', 'copies.sealed_delete'])
    .where('copies.media_id', 'in', mediaIds)
    .where('copies.sealed_delete', 'is not', null)
    .where('remotes.delete_copies', '=', 1)
    .execute()
}

/** Deletes what no other media has as its copy too; where one has, that one deletes it one day. */
async function removeUnshared(db: Database, now: number, copies: readonly Deletable[]): Promise<void> {
  const going = copies.map(({ media_id }) => media_id)
  for (const { id, sealed, url, sealed_delete } of copies) {
    const heir = await db
      .selectFrom('copies')
      .select(['media_id', 'sealed_delete'])
      .where('remote_id', '=', id)
      .where('url', '=', url)
      .where('media_id', 'not in', going)
      .limit(1)
      .executeTakeFirst()
    if (!heir) {
      const payload: Removal = { remoteId: id, sealed, address: sealed_delete ?? '' }
      await enqueue(db, now, { kind: 'remove-copy', payload, runAt: now, remoteId: id })
    } else if (heir.sealed_delete === null) {
      await db
        .updateTable('copies')
        .set({ sealed_delete })
        .where('media_id', '=', heir.media_id)
        .where('remote_id', '=', id)
        .execute()
    }
  }
}

function mirrorJob(now: number, which: Which): NewJob & { uniqueKey: string } {
  const { mediaId, remoteId } = which
  const uniqueKey = `mirror:${remoteId}:${mediaId}`
  return { kind: 'mirror', payload: which, runAt: now, uniqueKey, remoteId }
}

function newCopy(now: number, { mediaId, remoteId }: Which): CopyRow {
  return {
    media_id: mediaId,
    remote_id: remoteId,
    state: 'waiting',
    url: null,
    sealed_delete: null,
    attempts: 0,
    problem: null,
    next_at: now,
    created_at: now,
    updated_at: now,
  }
}
