import { STATUS_CODES } from 'node:http'
import type { App } from '../../core/app.ts'
import { baseName } from '../../core/file-names.ts'
import { siteUrl, tokenDeletionPath, viewerPath } from '../../core/links.ts'
import { cut } from '../../core/names.ts'
import { cleanLine } from '../../core/texts.ts'
import type { Media, Wishes } from '../../core/words.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import { formatSize } from '../../server/figures.ts'
import { describeOriginal, describeRendition } from '../../server/image-data.ts'

/** ImgBB's API v1 as its documents show it (https://api.imgbb.com/), with numbers where its servers send numbers. */

type WithConfig = Pick<App, 'config'>

/** Seconds. */
const shortestExpiry = 60
const longestExpiry = 15_552_000

/** What `name` and `expiration` (seconds; 0 for never) ask for.. Throws bad-expiration. */
export function readWishes(fields: ReadonlyMap<string, string>, filename: string): Wishes {
  const name = cut(cleanLine(fields.get('name') ?? ''), 100)
  const expiry = readExpiration(fields.get('expiration')?.trim() ?? '')
  return {
    visibility: 'link',
    ...(name === '' ? filename !== '' && { filename } : { filename: baseName(name), title: name }),
    ...(expiry !== undefined && { expiry }),
  }
}

function readExpiration(text: string): number | undefined {
  if (text === '') return undefined
  if (!/^\d{1,15}$/.test(text)) throw new AppError('bad-expiration', 'Invalid expiration')
  const seconds = Number(text)
  return seconds === 0 ? 0 : Math.min(Math.max(seconds, shortestExpiry), longestExpiry) * 1000
}

/** The answer to an upload; `expiration` and `time` in seconds. */
export function presentUpload(app: WithConfig, media: Media) {
  const image = describeOriginal(app, media)
  const medium = describeShort(app, media, 'medium')
  const expiration =
    media.expiresAt === undefined ? 0 : Math.round((media.expiresAt - media.createdAt) / 1000)
  const data = {
    id: media.id,
    title: media.title || media.name,
    url_viewer: siteUrl(app, viewerPath(media)),
    url: image.url,
    display_url: (medium ?? describeRendition(app, media, 'frame') ?? image).url,
    width: media.width,
    height: media.height,
    size: media.size,
    time: Math.floor(media.createdAt / 1000),
    expiration,
    image: withoutSize(image),
    // There is always one: until ours is made, the picture itself.
    thumb: describeShort(app, media, 'thumb') ?? withoutSize(image),
    ...(medium && { medium }),
    delete_url: siteUrl(app, tokenDeletionPath(app, media)),
  }
  return { data, success: true, status: 200 }
}

function describeShort(app: WithConfig, media: Media, rendition: 'thumb' | 'medium') {
  const file = describeRendition(app, media, rendition)
  return file && withoutSize(file)
}

function withoutSize<File extends { size: number }>({ size, ...file }: File): Omit<File, 'size'> {
  return file
}

type Row = { status: number; message: string | ((refusal: AppError) => string); code: number }

const own = (refusal: AppError) => `${refusal.message}.`
const noPicture = { status: 400, message: "Can't get target upload source info", code: 310 } as const
const invalidKey = { status: 400, message: 'Invalid API v1 key.', code: 100 } as const
const badInput = { status: 400, message: own, code: 100 } as const

/** Every refusal as this dialect says it. Those that only other dialects' parameters can meet are here all the same. */
export const refusals = {
  'bad-input': badInput,
  'no-source': { status: 400, message: 'Empty upload source.', code: 130 },
  'empty-source': { status: 400, message: 'Empty upload source.', code: 130 },
  'bad-base64': { status: 400, message: 'Invalid base64 string.', code: 120 },
  unsupported: noPicture,
  'broken-file': noPicture,
  'kind-unavailable': { status: 400, message: 'Invalid content type', code: 311 },
  'kind-disabled': { status: 400, message: 'Invalid content type', code: 311 },
  'too-large': {
    status: 400,
    message: ({ details: { limit } }) =>
      limit === undefined ? 'File too big' : `File too big - max ${formatSize(limit)}`,
    code: 313,
  },
  'too-complex': { status: 400, message: own, code: 310 },
  'bad-width': badInput,
  'width-too-large': badInput,
  'bad-album': badInput,
  'bad-category': badInput,
  'bad-expiration': { status: 400, message: 'Invalid expiration.', code: 100 },
  'url-disabled': { status: 400, message: own, code: 403 },
  'url-private': { status: 400, message: own, code: 400 },
  'url-self': { status: 400, message: own, code: 400 },
  'url-scheme': { status: 400, message: own, code: 400 },
  'url-unreachable': noPicture,
  'key-missing': invalidKey,
  'key-invalid': invalidKey,
  'bad-credentials': invalidKey,
  forbidden: { status: 400, message: 'Request denied.', code: 401 },
  'not-found': { status: 404, message: 'Not found.', code: 404 },
  'already-deleted': { status: 404, message: 'Not found.', code: 404 },
  duplicate: { status: 400, message: 'Duplicated upload', code: 101 },
  'over-quota': { status: 400, message: 'No space left on your account.', code: 104 },
  flood: { status: 400, message: 'Rate limit reached.', code: 100 },
  busy: { status: 503, message: 'Server is busy, try again.', code: 503 },
  'storage-full': { status: 507, message: 'No space left on the server.', code: 507 },
  internal: { status: 500, message: 'Internal error.', code: 500 },
} as const satisfies Record<ErrorCode, Row>

/** A refusal as it goes over the wire. */
export function refused(refusal: AppError) {
  const { status, message, code }: Row = refusals[refusal.code]
  return presentRefusal({
    status,
    message: typeof message === 'string' ? message : message(refusal),
    code,
  })
}

/** An address that is none of the calls. */
export const unknownCall = presentRefusal({ status: 404, message: 'Invalid API action', code: 120 })

function presentRefusal({ status, message, code }: { status: number; message: string; code: number }) {
  return { status_code: status, error: { message, code }, status_txt: STATUS_CODES[status] ?? '' }
}
