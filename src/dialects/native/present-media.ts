import type { App } from '../../core/app.ts'
import {
  albumPath,
  deletionPath,
  fileUrl,
  shortPath,
  sitePath,
  siteUrl,
  viewerPath,
} from '../../core/links.ts'
import { opensByAlbum, type Places, placesOf } from '../../core/media-places.ts'
import { fileName } from '../../core/media-rows.ts'
import { passFor } from '../../core/passes.ts'
import { hasExpired, mayEnter, mayManage } from '../../core/policy.ts'
import type { Actor, Media, RenditionName } from '../../core/words.ts'
import { kinds } from '../../media/kinds.ts'
import type { File, Media as WireMedia } from './wire-media.ts'

/** A media as the API shows it to this actor, who may see it. */
export async function toWire(app: App, actor: Actor, media: Media): Promise<WireMedia> {
  return present(app, { actor, places: await placesOf(app, [media]) }, media)
}

/** The same for many, in their order, with one look-up for all of them. */
export async function toWireAll(app: App, actor: Actor, media: readonly Media[]): Promise<WireMedia[]> {
  const view = { actor, places: await placesOf(app, media) }
  return media.map((each) => present(app, view, each))
}

type View = { actor: Actor; places: Places }

function present(app: App, view: View, media: Media): WireMedia {
  const mine = mayManage(view.actor, media)
  const { id, type, title, description, width, height, animated, is360, duration, createdAt } = media
  const { takenAt, expiresAt, trashedAt, nsfw, visibility, tags, views, thumbhash } = media
  return {
    id,
    type,
    kind: kinds[media.kind].label,
    title,
    filename: media.originalName || fileName(media),
    ...(description && { description }),
    file: { url: fileUrl(app, media), mime: media.mime, size: media.size, width, height },
    ...renditionsOf(app, media),
    ...passOf(app, view, media),
    page: sitePath(app, viewerPath(media)),
    shortPage: sitePath(app, shortPath(media)),
    width,
    height,
    animated,
    is360,
    ...(duration !== undefined && { duration }),
    createdAt,
    ...(takenAt !== undefined && { takenAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(mine && trashedAt !== undefined && { trashedAt }),
    nsfw,
    visibility,
    tags: [...tags],
    views,
    ...(thumbhash && { thumbhash }),
    ...placeOf(app, view, media),
    mine,
    ...(mine && trashedAt === undefined && { deletionUrl: siteUrl(app, deletionPath(app, media)) }),
  }
}

function renditionsOf(app: App, media: Media): Partial<Record<'thumb' | 'medium' | 'poster', File>> {
  const file = (name: RenditionName): File | undefined => {
    const rendition = media.renditions[name]
    if (!rendition) return undefined
    const { mime, size, width, height } = rendition
    return { url: fileUrl(app, media, name), mime, size, width, height }
  }
  const [thumb, medium, poster] = [file('thumb'), file('medium'), file('frame')]
  return { ...(thumb && { thumb }), ...(medium && { medium }), ...(poster && { poster }) }
}

/** Only what its address alone does not open needs a pass, and only who may see it gets one. */
function passOf(app: App, view: View, media: Media): { pass?: string } {
  const isGuarded = media.visibility === 'private' || media.trashedAt !== undefined
  if (!isGuarded || hasExpired(media, app.now())) return {}
  const mine = mayManage(view.actor, media)
  const inAlbum = media.trashedAt === undefined && opensByAlbum(view.actor, media, view.places)
  return mine || inAlbum ? { pass: passFor(app, media) } : {}
}

/** An album by link is not given away by what lies in it. */
function placeOf(app: App, { actor, places }: View, media: Media): Pick<WireMedia, 'album' | 'category'> {
  const album = media.albumId === undefined ? undefined : places.albums.get(media.albumId)
  const category = media.categoryId === undefined ? undefined : places.categories.get(media.categoryId)
  const isShown =
    album && (mayManage(actor, media) || (album.visibility !== 'link' && mayEnter(actor, album)))
  return {
    ...(isShown && {
      album: { id: album.id, name: album.name, page: sitePath(app, albumPath(album)) },
    }),
    ...(category && { category: { ...category } }),
  }
}
