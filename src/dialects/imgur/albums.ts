import { createAlbum } from '../../core/album-changes.ts'
import { checkMovable, moveInto, removeAlbum } from '../../core/album-media.ts'
import { manageAlbum, ownsAlbum, viewAlbum } from '../../core/albums.ts'
import type { App } from '../../core/app.ts'
import { findByGuessedHash } from '../../core/guesses.ts'
import { listPage } from '../../core/library.ts'
import { isDeletionHash } from '../../core/media.ts'
import { mayManage } from '../../core/policy.ts'
import type { Actor, Album } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { type Fields, readFields } from '../../server/calls.ts'
import { originOf } from '../../server/origin.ts'
import type { Call } from './imgur.ts'
import { type Answer, presentAlbum, presentImage, success, visibilityOf } from './wire.ts'

/** What names the images to be put into an album, by id or by deletion hash. */
const lists = ['ids', 'ids[]', 'deletehashes', 'deletehashes[]'] as const

/** So many images of an album are told. */
const mostImages = 1000

/** Makes an album; guests have none. */
export async function makeAlbum(app: App, call: Call): Promise<Answer> {
  const { actor, request } = call
  if (!actor.user) throw new AppError('key-missing', 'A key is needed')
  const fields = await readFields(app, request, lists)
  const ids = await idsIn(app, call, fields)
  await checkMovable(app, actor.user.id, ids)
  const album = await createAlbum(app, actor.user, {
    name: fields.get('title')?.trim() || 'Untitled',
    description: fields.get('description'),
    visibility: visibilityOf(fields.get('privacy')),
  })
  const visibility = album.visibility === 'public' ? 'public' : undefined
  await moveInto(app, actor, { album, ids, visibility })
  return success({ id: album.id, deletehash: album.id })
}

export async function showAlbum(app: App, { actor, id }: Call): Promise<Answer> {
  const album = await viewAlbum(app, actor, id)
  const images = await imagesOf(app, actor, album)
  return success(presentAlbum(app, album, { images, mine: ownsAlbum(actor, album) }))
}

export async function showAlbumImages(app: App, { actor, id }: Call): Promise<Answer> {
  return success(await imagesOf(app, actor, await viewAlbum(app, actor, id)))
}

export async function addImages(app: App, call: Call): Promise<Answer> {
  const { actor, request, id } = call
  const album = await ownAlbum(app, actor, id)
  const ids = await idsIn(app, call, await readFields(app, request, lists))
  if (ids.length === 0) throw new AppError('bad-input', 'ids: no image is named')
  await checkMovable(app, album.userId, ids)
  await moveInto(app, actor, { album, ids })
  return success(true)
}

/** Its images stay. */
export async function dissolveAlbum(app: App, { actor, id }: Call): Promise<Answer> {
  await removeAlbum(app, { album: await ownAlbum(app, actor, id), media: 'keep' })
  return success(true)
}

async function ownAlbum(app: App, actor: Actor, id: string): Promise<Album> {
  if (!actor.user) throw new AppError('key-missing', 'A key is needed')
  return manageAlbum(app, actor, id)
}

async function imagesOf(app: App, actor: Actor, album: Album) {
  const { media } = await listPage(app, actor, { album: album.id, limit: mostImages })
  return media.map((each) => presentImage(app, each, { mayDelete: mayManage(actor, each) }))
}

async function idsIn(app: App, { request }: Call, fields: Fields): Promise<string[]> {
  const names = lists.flatMap((list) => fields.get(list)?.split(',') ?? [])
  const found: string[] = []
  for (const name of names.map((text) => text.trim()).filter(Boolean)) {
    const isHash = isDeletionHash(name)
    found.push(isHash ? (await findByGuessedHash(app, originOf(app.config, request.raw), name)).id : name)
  }
  return found
}
