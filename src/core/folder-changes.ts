import { transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { changeAlbum, createAlbum } from './album-changes.ts'
import { toAlbum } from './album-rows.ts'
import { lockAlbums, withDescendants } from './album-tree.ts'
import type { App } from './app.ts'
import { changeOne, writeRow } from './edit.ts'
import { filesNamed, withId } from './folders.ts'
import { announceGone } from './media.ts'
import { fileKey } from './media-rows.ts'
import { titleFromName } from './names.ts'
import { admit } from './policy.ts'
import { albumStrictness, visibilityOf } from './privacy.ts'
import { type Staged, stage } from './staging.ts'
import { discardRows, trashMedia } from './trash.ts'
import { upload } from './upload.ts'
import type { Actor, Album, AlbumVisibility, Media, User } from './words.ts'

/** Where a file is to be: its folder, its name there, and what has that name now. */
export type Spot = { album: Album | undefined; name: string; former: Media | undefined }

/** Uploads a file to a place in the user's folders; what was there goes to the trash. Throws as `upload` does. */
export async function putFile(
  app: App,
  actor: Actor,
  { staged, spot }: { staged: Staged; spot: Spot },
): Promise<Media> {
  const { album, name, former } = spot
  if (former?.digest === staged.digest) return former
  const media = await upload(app, actor, staged, {
    filename: name,
    duplicates: 'take',
    ...(album && { albumId: album.id }),
  })
  await takeName(app, media, spot)
  return media
}

/** Gives a file another folder or name; what was there goes to the trash. */
export async function moveFile(
  app: App,
  actor: Actor,
  { media, spot }: { media: Media; spot: Spot },
): Promise<void> {
  await changeOne(app, actor, { id: media.id, albumId: spot.album?.id ?? null, filename: spot.name })
  await takeName(app, media, spot)
}

/** Makes another media of a file's bytes; what was there goes to the trash. Throws as `admit` and `upload` do. */
export async function copyFile(
  app: App,
  actor: Actor,
  { media, spot }: { media: Media; spot: Spot },
): Promise<void> {
  await admit(app, actor, 'web')
  const bytes = await app.store.open(fileKey(media))
  if (!bytes) throw new AppError('not-found', 'The file is gone')
  await using staged = await stage(app, bytes, actor.group.maxFileBytes)
  const { title, description, tags, nsfw, visibility, categoryId, expiresAt } = media
  const copy = await upload(app, actor, staged, {
    filename: spot.name,
    duplicates: 'take',
    ...{ tags, nsfw, visibility },
    expiry: expiresAt === undefined ? 0 : Math.max(1, expiresAt - app.now()),
    ...(title !== titleFromName(media.originalName) && { title }),
    ...(description !== undefined && { description }),
    ...(categoryId !== undefined && { categoryId }),
    ...(spot.album && { albumId: spot.album.id }),
  })
  await takeName(app, copy, spot)
}

/**
 * What was written to a place is what is read there: what had the name goes to the trash, and files that have the same
 * name are called by their ids as well.
 */
async function takeName(app: App, { id, userId }: Media, { album, name, former }: Spot): Promise<void> {
  if (userId === undefined) return
  const trashed = await transact(app.db, async (db) => {
    await lockAlbums(db, userId)
    const gone = former ? await discardRows(db, app.now(), [former.id]) : []
    const rows = await filesNamed(db, app.now(), { user: { id: userId }, album, name })
    const isThere = rows.some((row) => row.id === id)
    for (const row of isThere ? rows : []) {
      if (row.id === id) continue
      await writeRow(db, { former: row, row: { ...row, original_name: withId(name, row.id) } })
    }
    return gone
  })
  await announceGone(app, trashed)
}

/** Makes a folder: an album that those may see who may see the one that it lies in; else whoever has its address. */
export function makeFolder(
  app: App,
  user: User,
  { album, name }: { album: Album | undefined; name: string },
): Promise<Album> {
  const visibility = album?.visibility === 'password' ? 'private' : (album?.visibility ?? 'link')
  return createAlbum(app, user, { name, visibility, ...(album && { parentId: album.id }) })
}

/**
 * Gives a folder another name, or another folder to lie in: where fewer may see that, it and all that lies in it are seen
 * by no more than they.
 */
export async function moveFolder(
  app: App,
  { album, name, into }: { album: Album; name: string; into: Album | undefined },
): Promise<void> {
  if (into && into.id !== album.parentId) await closeFolder(app, album, into.visibility)
  await changeAlbum(app, album, { name, parentId: into?.id ?? null })
}

async function closeFolder(app: App, album: Album, to: AlbumVisibility): Promise<void> {
  const inner = await app.db
    .selectFrom('albums')
    .selectAll()
    .where('id', 'in', await withDescendants(app.db, album))
    .execute()
  for (const each of inner.map(toAlbum)) {
    if (albumStrictness[each.visibility] >= albumStrictness[to]) continue
    await changeAlbum(app, each, { visibility: visibilityOf(to) })
  }
}

/** Puts a file into the trash. Throws what refuses it. */
export async function discard(app: App, actor: Actor, { id }: Media): Promise<void> {
  const { failed } = await trashMedia(app, actor, { ids: [id], forever: false })
  const [failure] = failed
  if (failure) throw new AppError(failure.code, failure.message)
}
