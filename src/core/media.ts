import { timingSafeEqual } from 'node:crypto'
import type { SelectQueryBuilder } from 'kysely'
import { transact } from '../database/database.ts'
import { enqueue } from '../database/queue.ts'
import type { MediaRow, Tables } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { enqueueRemovals } from './copies.ts'
import { derivedHex, derivedText, sha256 } from './ids.ts'
import { fileKeys, fileStem, toMedia } from './media-rows.ts'
import { hasExpired } from './policy.ts'
import { addUse } from './usage.ts'
import type { Actor, Media } from './words.ts'

/** The channel on which every node hears `folder/name` of media that are gone or may no longer be cached. */
export const goneChannel = 'media-gone'

/** How many media a page of a list holds, and how many of a guest's history are shown. */
export const pageSize = 100

/** For how long what was deleted can be taken out of the trash, milliseconds. */
export const trashLife = 30 * 86_400_000

/** A media that has neither expired nor lies in the trash, by its id. */
export function findMedia(app: App, id: string): Promise<Media | undefined> {
  return findBy(app, { column: 'id', value: id })
}

/** The same, be it in the trash. */
export async function findKept(app: App, id: string): Promise<Media | undefined> {
  const row = isKey(id) ? await rowBy(app, { column: 'id', value: id }) : undefined
  return row && unlessExpired(app, toMedia(row))
}

/** By the name in SM.MS pages: 15 characters, unique over all. */
export function findByStoreName(app: App, storeName: string): Promise<Media | undefined> {
  return findBy(app, { column: 'store_name', value: storeName })
}

/** Whether a media that anybody could see was here under this id or store name, and was deleted or has expired. */
export async function isGone(app: App, name: { id: string } | { storeName: string }): Promise<boolean> {
  const [column, value] =
    'id' in name ? (['id', name.id] as const) : (['store_name', name.storeName] as const)
  if (!isKey(value)) return false
  const row = await rowBy(app, { column, value })
  if (row) {
    const isOver = row.trashed_at !== null || hasExpired(toMedia(row), app.now())
    return row.visibility !== 'private' && isOver
  }
  if (!('id' in name)) return false
  return hasTombstone(app, deletionHash(app, { id: name.id, deleteVersion: 0 }))
}

/** By the folder (`2026/11/22`) and the name without extension of its files, be it in the trash. */
export async function findFile(app: App, folder: string, name: string): Promise<Media | undefined> {
  const row = await app.db
    .selectFrom('media')
    .selectAll()
    .where('folder', '=', folder)
    .where('name', '=', name)
    .executeTakeFirst()
  return row && unlessExpired(app, toMedia(row))
}

/** A page of a user's media, the newest first, with the number of all. Pages count from 1 and hold `size` media. */
export async function listMedia(
  app: App,
  userId: string,
  { page, size = pageSize }: { page: number; size?: number },
): Promise<{ media: Media[]; count: number }> {
  const mine = app.db
    .selectFrom('media')
    .where('user_id', '=', userId)
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', app.now())]))
  const { count } = await mine
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const rows = await mine
    .selectAll()
    .orderBy('id', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  return { media: rows.map(toMedia), count: Number(count) }
}

/** What guests of the actor's address sent of late, the newest first. Empty when the address is not sure. */
export async function historyOf(app: App, actor: Actor): Promise<Media[]> {
  if (!actor.addressSure) return []
  const rows = await app.db
    .selectFrom('media')
    .selectAll()
    .where('address', '=', actor.address)
    .where('in_history', '=', 1)
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', app.now())]))
    .orderBy('id', 'desc')
    .limit(pageSize)
    .execute()
  return rows.map(toMedia)
}

/** Forgets the history of the actor's address; the files stay. */
export async function clearHistory(app: App, actor: Actor): Promise<void> {
  if (!actor.addressSure) return
  await app.db
    .updateTable('media')
    .set({ in_history: 0 })
    .where('address', '=', actor.address)
    .where('in_history', '=', 1)
    .execute()
}

const deletionHashLength = 26

/** SM.MS's deletion hash: 26 characters derived from the server's secret. */
export function deletionHash(app: Pick<App, 'config'>, media: Pick<Media, 'id' | 'deleteVersion'>): string {
  return derivedText(app.config.secret, ['delete-hash', media.id, media.deleteVersion], deletionHashLength)
}

/** Whether a text is long enough for a deletion hash; no id is as long. */
export function isDeletionHash(text: string): boolean {
  return text.length === deletionHashLength
}

/** Chevereto's deletion token: 48 hex characters derived from the server's secret. */
export function deletionToken(app: Pick<App, 'config'>, media: Pick<Media, 'id' | 'deleteVersion'>): string {
  return derivedHex(app.config.secret, ['delete-token', media.id, media.deleteVersion])
}

/** The media that a deletion hash opens. Throws already-deleted or not-found. */
export async function findByDeletionHash(app: App, hash: string): Promise<Media> {
  const row = isKey(hash) ? await rowBy(app, { column: 'delete_hash', value: sha256(hash) }) : undefined
  const media = row && unlessExpired(app, toMedia(row))
  if (media && media.trashedAt === undefined) return media
  if (media || (await hasTombstone(app, hash))) throw new AppError('already-deleted', 'File already deleted')
  throw new AppError('not-found', 'File not found')
}

/** The media that an id and its deletion token open together. Throws already-deleted or not-found. */
export async function findByDeletionToken(app: App, id: string, token: string): Promise<Media> {
  const media = await findMedia(app, id)
  const identity = media ?? { id, deleteVersion: 0 }
  const wanted = Buffer.from(deletionToken(app, identity))
  const given = Buffer.from(token)
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) {
    throw new AppError('not-found', 'File not found')
  }
  return media ?? findByDeletionHash(app, deletionHash(app, identity))
}

/**
 * Deletes a media: the row at once, the bytes by a job that is written with it. Who may is the caller's question:
 * a deletion link, its owner, its expiry. Throws already-deleted when somebody was faster.
 */
export async function deleteMedia(app: App, media: Pick<Media, 'id'>): Promise<void> {
  const deleted = await deleteAll(app, [media.id])
  if (deleted.length === 0) throw new AppError('already-deleted', 'File already deleted')
}

/** The same for several at once, at most a page of them. Answers those that were still there. */
export async function deleteAll(app: App, ids: readonly string[]): Promise<Media[]> {
  if (ids.length === 0) return []
  const now = app.now()
  const deleted = await transact(app.db, async (transaction) => {
    await enqueueRemovals(transaction, now, ids)
    const rows = await transaction.deleteFrom('media').where('id', 'in', ids).returningAll().execute()
    if (rows.length === 0) return []
    const media = rows.map(toMedia)
    for (const [userId, bytes] of bytesByUser(media)) await addUse(transaction, userId, -bytes)
    await transaction
      .insertInto('tombstones')
      .values(rows.map((row) => ({ delete_hash: row.delete_hash, file: fileStem(row), deleted_at: now })))
      .onConflict((conflict) => conflict.column('delete_hash').doNothing())
      .execute()
    const keys = media.flatMap(fileKeys)
    await enqueue(transaction, now, { kind: 'remove-files', payload: { keys }, runAt: now })
    return media
  })
  await announceGone(app, deleted)
  return deleted
}

/** Tells every node that files of media may no longer be answered as they were. */
export async function announceGone(
  app: App,
  media: readonly Pick<Media, 'folder' | 'name'>[],
): Promise<void> {
  for (const each of media) await app.kv.publish(goneChannel, fileStem(each))
}

/** In the order of ids: accounts are locked in it. */
function bytesByUser(media: readonly Media[]): [string, number][] {
  const sums = new Map<string, number>()
  for (const { userId, totalSize } of media) {
    if (userId !== undefined) sums.set(userId, (sums.get(userId) ?? 0) + totalSize)
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1))
}

/** Deletes everything a user has. Answers how many media went. */
export async function removeMediaOf(app: App, userId: string): Promise<number> {
  return removeWhere(app, (query) => query.where('user_id', '=', userId))
}

/** Deletes media whose time is over. Answers how many there were. */
export async function removeExpired(app: App): Promise<number> {
  return removeWhere(app, (query) => query.where('expires_at', '<=', app.now()))
}

/** Deletes what was put into the trash at this time, milliseconds, or before. Answers how many there were. */
export async function removeTrashed(app: App, until: number): Promise<number> {
  return removeWhere(app, (query) => query.where('trashed_at', '<=', until))
}

type Chosen = SelectQueryBuilder<Tables, 'media', { id: string }>

async function removeWhere(app: App, choose: (query: Chosen) => Chosen): Promise<number> {
  for (let removed = 0; ; ) {
    const rows = await choose(app.db.selectFrom('media').select('id')).limit(pageSize).execute()
    if (rows.length === 0) return removed
    removed += (
      await deleteAll(
        app,
        rows.map(({ id }) => id),
      )
    ).length
  }
}

type Name = { column: 'id' | 'store_name' | 'delete_hash'; value: string }

async function findBy(app: App, by: Name): Promise<Media | undefined> {
  const row = isKey(by.value) ? await rowBy(app, by) : undefined
  return row?.trashed_at === null ? unlessExpired(app, toMedia(row)) : undefined
}

function rowBy(app: App, by: Name): Promise<MediaRow | undefined> {
  return app.db.selectFrom('media').selectAll().where(by.column, '=', by.value).executeTakeFirst()
}

/** Whether ids, store names and hashes look like it: there are characters that PostgreSQL does not even look up. */
function isKey(text: string): boolean {
  return /^[A-Za-z0-9]+$/.test(text)
}

async function hasTombstone(app: App, hash: string): Promise<boolean> {
  const stone = await app.db
    .selectFrom('tombstones')
    .select('deleted_at')
    .where('delete_hash', '=', sha256(hash))
    .executeTakeFirst()
  return stone !== undefined
}

function unlessExpired(app: App, media: Media): Media | undefined {
  return hasExpired(media, app.now()) ? undefined : media
}
