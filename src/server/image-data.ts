import type { App } from '../core/app.ts'
import { deletionPath, fileUrl, pagePath, siteUrl } from '../core/links.ts'
import { deletionHash } from '../core/media.ts'
import { fileKey, fileName } from '../core/media-rows.ts'
import type { Media, RenditionName } from '../core/words.ts'

/** Descriptions of media that more than one dialect gives: the hosts that speak them descend from one another. */

type WithConfig = Pick<App, 'config'>

/** `data` of an upload and of each media in a list, in SM.MS and its successor S.EE; sizes in bytes and pixels. */
export function imageOf(app: WithConfig, media: Media) {
  const storename = fileName(media)
  return {
    file_id: 0,
    width: media.width,
    height: media.height,
    filename: media.originalName || storename,
    storename,
    size: media.size,
    path: `/${fileKey(media)}`,
    hash: deletionHash(app, media),
    url: fileUrl(app, media),
    delete: siteUrl(app, deletionPath(app, media)),
    page: siteUrl(app, pagePath(media)),
  }
}

/** A media in a list: as in SM.MS's documents' example, with the time of its upload in seconds. */
export function listedImageOf(app: WithConfig, media: Media) {
  const { url, delete: deletion, page, ...image } = imageOf(app, media)
  return { ...image, created_at: Math.floor(media.createdAt / 1000), url, delete: deletion, page }
}

/** The same without what deletes the media, for somebody who may not be its first sender. */
export function withoutDeletion<Image extends { hash: string; delete: string }>(image: Image): Image {
  return { ...image, hash: '', delete: '' }
}

/** The original's file as Chevereto and ImgBB describe it; `size` in bytes. */
export function describeOriginal(app: WithConfig, media: Media) {
  const { name, mime, extension, size } = media
  return { filename: fileName(media), name, mime, extension, url: fileUrl(app, media), size }
}

/** The same for a rendition; undefined when there is none. */
export function describeRendition(app: WithConfig, media: Media, rendition: RenditionName) {
  const file = media.renditions[rendition]
  if (!file) return undefined
  const filename = fileName(media, rendition)
  const { mime, extension, size } = file
  const name = filename.slice(0, -extension.length - 1)
  return { filename, name, mime, extension, url: fileUrl(app, media, rendition), size }
}
