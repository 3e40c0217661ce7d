import Builder from 'fast-xml-builder'
import type { App } from '../../core/app.ts'
import { baseName } from '../../core/file-names.ts'
import { albumPath, fileUrl, siteUrl } from '../../core/links.ts'
import { deletionHash } from '../../core/media.ts'
import { cut } from '../../core/names.ts'
import { cleanLine, cleanText } from '../../core/texts.ts'
import type { Album, AlbumVisibility, Media, Wishes } from '../../core/words.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import type { Fields } from '../../server/calls.ts'
import { formatSize } from '../../server/figures.ts'
import { xmlElement } from '../../server/xml.ts'

/** Imgur's API V3 as its documents show it (https://apidocs.imgur.com), all pure. */

type WithConfig = Pick<App, 'config'>

export type Answer<Data = unknown> = { data: Data; success: boolean; status: number }

type Asked = { path: string; method: string }

export function success(data: unknown): Answer {
  return { data, success: true, status: 200 }
}

const builder = new Builder({ ignoreAttributes: false })

/** The same answer as XML: `data` is the root, and what stands beside it are its attributes. */
export function toXml({ data, success, status }: Answer): string {
  const tree = typeof data === 'object' && data !== null ? data : { '#text': data }
  const root = { '@_success': success ? '1' : '0', '@_status': String(status), ...Object(xmlElement(tree)) }
  return `<?xml version="1.0" encoding="utf-8"?>\n${builder.build({ data: root })}`
}

const longestDescription = 10_000

/** What `name`, `title`, `description` and `album` ask for; `filename` is the file's own name. */
export function readWishes(fields: Fields, filename: string): Wishes {
  const name = baseName(fields.get('name') ?? '') || filename
  const title = cleanLine(fields.get('title') ?? '')
  const description = cut(cleanText(fields.get('description') ?? ''), longestDescription)
  const albumId = fields.get('album')?.trim()
  return {
    ...(name && { filename: name }),
    ...(title && { title }),
    ...(description && { description }),
    ...(albumId && { albumId }),
  }
}

/** An image as its sender sees it, or without what deletes it. */
export function presentImage(app: WithConfig, media: Media, { mayDelete }: { mayDelete: boolean }) {
  return {
    id: media.id,
    title: media.title || null,
    description: media.description ?? null,
    datetime: Math.floor(media.createdAt / 1000),
    type: media.mime,
    animated: media.animated,
    width: media.width,
    height: media.height,
    size: media.size,
    views: media.views,
    bandwidth: media.views * media.size,
    vote: null,
    favorite: false,
    nsfw: media.nsfw,
    section: null,
    account_url: null,
    account_id: 0,
    is_ad: false,
    in_most_viral: false,
    has_sound: false,
    tags: media.tags.map((name) => ({ name })),
    ad_type: 0,
    ad_url: '',
    edited: '0',
    in_gallery: false,
    deletehash: mayDelete ? deletionHash(app, media) : '',
    name: media.originalName,
    link: fileUrl(app, media),
  }
}

const privacies = {
  public: 'public',
  link: 'hidden',
  password: 'secret',
  private: 'secret',
} as const satisfies Record<AlbumVisibility, string>

/** Who may see an album that is wished with this `privacy`; whoever has the address when nothing is said. Throws bad-input. */
export function visibilityOf(privacy: string | undefined): 'public' | 'link' | 'private' {
  const visibility = { '': 'link', public: 'public', hidden: 'link', secret: 'private' } as const
  const wanted = privacy?.trim() ?? ''
  if (Object.hasOwn(visibility, wanted)) return visibility[wanted as keyof typeof visibility]
  throw new AppError('bad-input', 'privacy is none of public, hidden and secret')
}

/** An album with its images. Only its owner's key changes it: `deletehash` is its id. */
export function presentAlbum(
  app: WithConfig,
  album: Album,
  { images, mine }: { images: readonly ReturnType<typeof presentImage>[]; mine: boolean },
) {
  const cover = images.find(({ id }) => id === album.coverId) ?? images[0]
  return {
    id: album.id,
    title: album.name,
    description: album.description ?? null,
    datetime: Math.floor(album.createdAt / 1000),
    cover: cover?.id ?? null,
    cover_width: cover?.width ?? null,
    cover_height: cover?.height ?? null,
    account_url: null,
    account_id: 0,
    privacy: privacies[album.visibility],
    layout: 'blog',
    views: 0,
    link: siteUrl(app, albumPath(album)),
    favorite: false,
    nsfw: album.nsfw,
    section: null,
    images_count: images.length,
    in_gallery: false,
    is_ad: false,
    ...(mine && { deletehash: album.id }),
    images,
  }
}

type Refusal = Answer<{ error: string; request: string; method: string }>

type Row = { status: number; message: string | ((refusal: AppError) => string) }

const own = ({ message }: AppError) => message
const badRequest = { status: 400, message: own } as const
const badImage = { status: 400, message: 'File type invalid or file is damaged' } as const
const noUrl = { status: 400, message: 'Unable to process the URL' } as const

/** Every refusal as this dialect says it. Those that only other dialects' parameters can meet are here all the same. */
export const refusals = {
  'bad-input': badRequest,
  'no-source': { status: 400, message: 'No image data was sent to the upload api' },
  'empty-source': { status: 400, message: 'No image data was sent to the upload api' },
  'bad-base64': { status: 400, message: 'Image is neither a file nor base64 nor a URL' },
  unsupported: badImage,
  'broken-file': badImage,
  'kind-unavailable': { status: 400, message: 'File type is not supported' },
  'kind-disabled': { status: 400, message: 'File type is not supported' },
  'too-large': {
    status: 413,
    message: ({ details: { limit } }) =>
      `File is over the size limit${limit === undefined ? '' : ` of ${formatSize(limit)}`}`,
  },
  'too-complex': { status: 400, message: own },
  'bad-width': badRequest,
  'width-too-large': badRequest,
  'bad-album': { status: 404, message: 'Unable to find the album' },
  'bad-category': badRequest,
  'bad-expiration': badRequest,
  'url-disabled': { status: 403, message: 'Uploading from URLs is disabled' },
  'url-private': noUrl,
  'url-self': noUrl,
  'url-scheme': noUrl,
  'url-unreachable': noUrl,
  'key-missing': { status: 401, message: 'Authentication required' },
  'key-invalid': { status: 403, message: 'The access token provided is invalid.' },
  'bad-credentials': { status: 403, message: 'The access token provided is invalid.' },
  forbidden: { status: 403, message: 'Permission denied' },
  'not-found': { status: 404, message: 'Unable to find what you asked for' },
  'already-deleted': { status: 404, message: 'It was deleted before' },
  duplicate: { status: 409, message: 'This image was uploaded before' },
  'over-quota': { status: 403, message: 'No space left on your account' },
  flood: { status: 429, message: 'Too many requests, try again later' },
  busy: { status: 503, message: 'Server is busy, try again' },
  'storage-full': { status: 507, message: 'No space left on the server' },
  internal: { status: 500, message: 'Internal error' },
} as const satisfies Record<ErrorCode, Row>

/** A refusal of a request, which it repeats. */
export function refused(error: AppError, asked: Asked): Refusal {
  const { status, message }: Row = refusals[error.code]
  return refusal(status, typeof message === 'string' ? message : message(error), asked)
}

/** An address under /3/ that is none of the calls, or a wrong method. */
export function unknownCall(asked: Asked): Refusal {
  return refusal(404, 'There is no such call', asked)
}

function refusal(status: number, error: string, { path, method }: Asked): Refusal {
  return { data: { error, request: path, method }, success: false, status }
}
