import type { App } from './app.ts'
import { deletionHash, deletionToken } from './media.ts'
import { fileKey } from './media-rows.ts'
import { slug } from './names.ts'
import type { Album, Media, RenditionName } from './words.ts'

type WithConfig = Pick<App, 'config'>

/** An address of ours: `path` begins with `/`. */
export function siteUrl(app: WithConfig, path: string): string {
  return app.config.baseUrl + path
}

/** Under it lie the files: MEDIA_URL, or `/images` of the site. */
export function mediaBase(config: App['config']): string {
  return config.mediaUrl ?? `${config.baseUrl}/images`
}

/** Where anybody gets the bytes of the original, or of a rendition that there is. */
export function fileUrl(app: WithConfig, media: Media, rendition?: RenditionName): string {
  return `${mediaBase(app.config)}/${fileKey(media, rendition)}`
}

/** `/image/some-title.ID`, `/clip/…` for videos: the viewer's one true address. */
export function viewerPath(media: Media): string {
  const words = slug(media.title)
  return words === '' ? shortPath(media) : `${room(media)}${words}.${media.id}`
}

/** `/image/ID`: the viewer's address without the title. */
export function shortPath(media: Media): string {
  return room(media) + media.id
}

/** The page in SM.MS's answers: `/image/STORENAME`, or the short address for media that came by another door. */
export function pagePath(media: Media): string {
  return media.storeName ? `/image/${media.storeName}` : `/image/${media.id}`
}

/** SM.MS's deletion address. */
export function deletionPath(app: WithConfig, media: Media): string {
  return `/delete/${deletionHash(app, media)}`
}

/** Chevereto's deletion address. */
export function tokenDeletionPath(app: WithConfig, media: Media): string {
  return `${shortPath(media)}/delete/${deletionToken(app, media)}`
}

/** The path of an address of ours as browsers see it, with what BASE_URL puts before it. */
export function sitePath(app: WithConfig, path: string): string {
  return new URL(siteUrl(app, path)).pathname
}

/** `/a/some-name.ID`: an album's page. */
export function albumPath({ id, name }: Pick<Album, 'id' | 'name'>): string {
  const words = slug(name)
  return words === '' ? `/a/${id}` : `/a/${words}.${id}`
}

/** A user's profile. */
export function profilePath(name: string): string {
  return `/u/${encodeURIComponent(name)}`
}

/** Where media with a tag are to be found. */
export function tagPath(tag: string): string {
  return `/tag/${encodeURIComponent(tag)}`
}

/**
 * The media that one of our viewers' addresses names, in any of its forms: with or without title, by the short word or
 * a former one; undefined when it is no such address of ours.
 */
export function parseViewerUrl(
  app: WithConfig,
  address: string,
): ReturnType<typeof parseViewerName> | undefined {
  if (!URL.canParse(address)) return undefined
  const given = new URL(address)
  const own = new URL(siteUrl(app, '/'))
  if (!/^https?:$/.test(given.protocol) || given.host !== own.host) return undefined
  if (!given.pathname.startsWith(own.pathname)) return undefined
  const [, name] = /^(?:image|clip|video)\/([^/]+)\/?$/.exec(given.pathname.slice(own.pathname.length)) ?? []
  return name === undefined ? undefined : parseViewerName(name)
}

/** What the last part of a viewer's address names: a title may stand before the id. */
export function parseViewerName(text: string): { id: string } | { storeName: string } {
  const name = text.slice(text.lastIndexOf('.') + 1)
  return name.length === 15 && name === text ? { storeName: name } : { id: name }
}

function room(media: Media): string {
  return media.type === 'video' ? '/clip/' : '/image/'
}
