import { AppError } from '../errors.ts'
import { createAlbum } from './album-changes.ts'
import type { App } from './app.ts'
import { changeOne } from './edit.ts'
import { fileKey } from './media-rows.ts'
import { type Staged, stage } from './staging.ts'
import { trashMedia } from './trash.ts'
import { upload } from './upload.ts'
import type { Actor, Album, Media, User } from './words.ts'

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
  if (former) await discard(app, actor, former)
  return media
}

/** Gives a file another folder or name; what was there goes to the trash. */
export async function moveFile(
  app: App,
  actor: Actor,
  { media, spot }: { media: Media; spot: Spot },
): Promise<void> {
  await changeOne(app, actor, { id: media.id, albumId: spot.album?.id ?? null, filename: spot.name })
  if (spot.former) await discard(app, actor, spot.former)
}

/** Makes another media of a file's bytes; what was there goes to the trash. Throws as `upload` does. */
export async function copyFile(
  app: App,
  actor: Actor,
  { media, spot }: { media: Media; spot: Spot },
): Promise<void> {
  const bytes = await app.store.open(fileKey(media))
  if (!bytes) throw new AppError('not-found', 'The file is gone')
  await using staged = await stage(app, bytes, actor.group.maxFileBytes)
  const { description, tags, nsfw, visibility } = media
  await upload(app, actor, staged, {
    filename: spot.name,
    duplicates: 'take',
    ...{ tags, nsfw, visibility },
    ...(description !== undefined && { description }),
    ...(spot.album && { albumId: spot.album.id }),
  })
  if (spot.former) await discard(app, actor, spot.former)
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

/** Puts a file into the trash. Throws what refuses it. */
export async function discard(app: App, actor: Actor, { id }: Media): Promise<void> {
  const { failed } = await trashMedia(app, actor, { ids: [id], forever: false })
  const [failure] = failed
  if (failure) throw new AppError(failure.code, failure.message)
}
