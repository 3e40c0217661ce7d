import { type Database, transact } from '../database/database.ts'
import { uniqueViolation } from '../database/dialect.ts'
import { enqueue, enqueueAll } from '../database/queue.ts'
import type { App } from './app.ts'
import { withdrawCopies } from './copies.ts'
import { randomHex } from './ids.ts'
import { announceGone, findKept } from './media.ts'
import { fileKeys, fileStem } from './media-rows.ts'
import type { Media } from './words.ts'

/** Rows of `jobs` in one statement. */
const batch = 500

/**
 * What follows when media have just become private, in the same transaction: new names for their files, at `runAt` at the
 * latest, and no copies elsewhere.
 */
export async function enqueueHiding(
  db: Database,
  { now, runAt = now }: { now: number; runAt?: number },
  media: readonly Pick<Media, 'id' | 'name'>[],
): Promise<void> {
  for (let at = 0; at < media.length; at += batch) {
    const some = media.slice(at, at + batch)
    const jobs = some.map(({ id, name }) => ({ kind: 'hide', payload: { id, name }, runAt }))
    await enqueueAll(db, now, jobs)
    await withdrawCopies(
      db,
      now,
      some.map(({ id }) => id),
    )
  }
}

/**
 * Gives the files of a private media a name that nobody can know, if it still has the one that was known: bytes first,
 * then the row, which keeps the former name from being given to others, then the former files go. Its own address stays.
 */
export async function hideFiles(app: App, { id, name }: { id: string; name: string }): Promise<void> {
  const media = await findKept(app, id)
  if (media?.visibility !== 'private' || media.name !== name) return
  const hidden = { ...media, name: randomHex() }
  const [from, to] = [fileKeys(media), fileKeys(hidden)]
  const copies = from.map((key, index) => ({ from: key, to: to[index] ?? '' }))
  if (!(await app.store.copy(copies))) throw new Error(`files of ${fileStem(media)} could not be copied`)
  const renamed = await transact(app.db, (transaction) =>
    rename(transaction, app.now(), { media, hidden }),
  ).catch(async (error: unknown) => {
    if (uniqueViolation(error) !== undefined) await app.store.remove(to)
    throw error
  })
  if (renamed) return announceGone(app, [media])
  await app.store.remove(to)
  throw new Error(`${fileStem(media)} was changed while its files were copied`)
}

/** False, and nothing is changed, when the media was changed meanwhile. */
async function rename(
  db: Database,
  now: number,
  { media, hidden }: { media: Media; hidden: Media },
): Promise<boolean> {
  const changed = await db
    .updateTable('media')
    .set({ name: hidden.name })
    .where('id', '=', media.id)
    .where('name', '=', media.name)
    .where('visibility', '=', 'private')
    .where('renditions', '=', JSON.stringify(media.renditions))
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) return false
  const file = fileStem(media)
  await db
    .insertInto('tombstones')
    .values({ delete_hash: `renamed:${file}`, file, deleted_at: now })
    .onConflict((conflict) => conflict.column('delete_hash').doUpdateSet({ deleted_at: now }))
    .execute()
  await enqueue(db, now, { kind: 'remove-files', payload: { keys: fileKeys(media) }, runAt: now })
  return true
}
