import { hash } from '@node-rs/argon2'
import { type Database, transact } from '../database/database.ts'
import { isPostgres } from '../database/dialect.ts'
import type { AlbumRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { spreadPrivacy } from './album-media.ts'
import { toAlbum } from './album-rows.ts'
import { checkPlace, lockAlbums } from './album-tree.ts'
import { findAlbumRow } from './albums.ts'
import type { App } from './app.ts'
import { nextId } from './ids.ts'
import { kickJobs } from './job-calls.ts'
import { announceGone } from './media.ts'
import { cleanLine, cleanText } from './texts.ts'
import type { Album, AlbumSort, AlbumVisibility, User } from './words.ts'

/** What may be changed of an album; null takes a value away. A password goes with the visibility of that name only. */
export type AlbumChange = {
  name?: string | undefined
  description?: string | null | undefined
  parentId?: string | null | undefined
  visibility?: AlbumVisibility | undefined
  password?: string | undefined
  sort?: AlbumSort | undefined
  nsfw?: boolean | undefined
  coverId?: string | null | undefined
}

/** A row for a public album with nothing said of it yet, not even its name. */
export function bareAlbum(id: string, userId: string, now: number): AlbumRow {
  return {
    id,
    user_id: userId,
    name: '',
    parent_id: null,
    visibility: 'public',
    created_at: now,
    description: null,
    cover_id: null,
    sort: 'newest',
    password_hash: null,
    password_version: 0,
    nsfw: 0,
    updated_at: now,
  }
}

/** Makes an album. Throws bad-input naming the field, or bad-album for a parent that is none. */
export async function createAlbum(
  app: App,
  user: User,
  wished: AlbumChange & { name: string },
): Promise<Album> {
  const now = app.now()
  // Of one by link its address is the only secret, and any may become one.
  const bare = bareAlbum(nextId(now, 'long'), user.id, now)
  const { coverId: _none, ...rest } = wished
  const row = { ...bare, ...(await columnsOf(app, bare, rest)) }
  await transact(app.db, async (transaction) => {
    await lockAlbums(transaction, user.id)
    if (row.parent_id !== null) await checkPlace(transaction, row, row.parent_id)
    await transaction.insertInto('albums').values(row).execute()
  })
  return toAlbum(row)
}

/**
 * Changes an album, and who may see its media with who may see it: all at once, so that nobody ever finds the one without
 * the other. Throws bad-input naming the field, bad-album for a parent that cannot be one, or not-found when the album is
 * gone.
 */
export async function changeAlbum(app: App, album: Album, change: AlbumChange): Promise<Album> {
  const before = await findAlbumRow(app, album.id)
  if (!before) throw gone()
  const columns = { ...(await columnsOf(app, before, change)), updated_at: app.now() }
  const { row, media } = await transact(app.db, async (transaction) => {
    await lockAlbums(transaction, album.userId)
    if (columns.parent_id) await checkPlace(transaction, before, columns.parent_id)
    return writeChange(transaction, app.now(), { id: album.id, columns })
  })
  await announceGone(app, media)
  if (media.length > 0) kickJobs(app)
  return toAlbum(row)
}

/** The row is locked before its media are looked for: what comes in meanwhile waits, and sees what the album has become. */
async function writeChange(
  db: Database,
  now: number,
  { id, columns }: { id: string; columns: Partial<AlbumRow> },
) {
  const former = await db
    .selectFrom('albums')
    .select('visibility')
    .where('id', '=', id)
    .$if(isPostgres(db), (query) => query.forUpdate())
    .executeTakeFirst()
  if (!former) throw gone()
  const row = await db
    .updateTable('albums')
    .set(columns)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (columns.visibility === undefined) return { row, media: [] }
  const [from, to] = [former.visibility as AlbumVisibility, row.visibility as AlbumVisibility]
  return { row, media: await spreadPrivacy(db, now, { albumId: id, from, to }) }
}

async function columnsOf(app: App, row: AlbumRow, change: AlbumChange): Promise<Partial<AlbumRow>> {
  const { name, description, parentId, visibility, sort, nsfw, coverId } = change
  if (coverId) await checkCover(app, row, coverId)
  return {
    ...(name !== undefined && { name: nameOf(name) }),
    ...(description !== undefined && { description: cleanText(description ?? '') || null }),
    ...(parentId !== undefined && { parent_id: parentId || null }),
    ...(visibility !== undefined && { visibility }),
    ...(sort !== undefined && { sort }),
    ...(nsfw !== undefined && { nsfw: Number(nsfw) }),
    ...(coverId !== undefined && { cover_id: coverId || null }),
    ...(await passwordOf(row, change)),
  }
}

/** Whoever knew a former password is asked again. */
async function passwordOf(row: AlbumRow, { visibility, password }: AlbumChange): Promise<Partial<AlbumRow>> {
  const wanted = visibility ?? row.visibility
  if (password === undefined) {
    if (wanted !== 'password' || row.password_hash !== null) return {}
    throw refused('password', 'An album with a password needs one')
  }
  if (wanted !== 'password') throw refused('password', 'Only an album with visibility password has one')
  return { password_hash: await hash(password), password_version: row.password_version + 1 }
}

async function checkCover(app: App, row: AlbumRow, id: string): Promise<void> {
  const cover = await app.db
    .selectFrom('media')
    .select('id')
    .where('id', '=', id.replaceAll('\0', ''))
    .where('user_id', '=', row.user_id)
    .where('trashed_at', 'is', null)
    .executeTakeFirst()
  if (!cover) throw refused('coverId', 'That is none of your media')
}

function nameOf(text: string): string {
  const name = cleanLine(text)
  if (name === '') throw refused('name', 'An album needs a name')
  return name
}

function refused(field: string, message: string): AppError {
  return new AppError('bad-input', `${field}: ${message}`, { details: { field } })
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such album')
}
