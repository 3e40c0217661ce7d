import { STATUS_CODES } from 'node:http'
import type { AppError, ErrorCode } from '../../errors.ts'
import { formatSize } from '../../server/figures.ts'
import type { presentImage } from './image.ts'

export const formats = ['json', 'txt', 'redirect'] as const
export type Format = (typeof formats)[number]

/** The format that is asked for; json when it is none that there is. */
export function formatOf(fields: ReadonlyMap<string, string>): Format {
  const wanted = fields.get('format')?.trim().toLowerCase()
  return formats.find((format) => format === wanted) ?? 'json'
}

/** A refusal as it goes over the wire: HTTP status, words, and the number that clients look at. */
export type Refusal = { status: number; message: string; code: number }

type Row = { status: number; message: string | ((refusal: AppError) => string); code: number }

const noPicture = { status: 400, message: "Can't get target upload source info", code: 610 } as const
const own = (refusal: AppError) => refusal.message

/** How every refusal of ours is said in this dialect. */
export const refusals = {
  'bad-input': { status: 400, message: own, code: 400 },
  'no-source': { status: 400, message: 'Empty upload source', code: 130 },
  'empty-source': { status: 400, message: 'Empty source', code: 130 },
  'bad-base64': { status: 400, message: 'Invalid base64 string', code: 120 },
  unsupported: noPicture,
  'broken-file': noPicture,
  'kind-unavailable': { status: 400, message: 'Unavailable image format', code: 613 },
  'kind-disabled': {
    status: 400,
    message: ({ details }) => `Disabled image format (${details.what ?? 'this one'})`,
    code: 614,
  },
  'too-large': {
    status: 400,
    message: ({ details: { limit } }) =>
      limit === undefined ? 'File too big' : `File too big - max ${formatSize(limit)}`,
    code: 400,
  },
  'too-complex': { status: 400, message: own, code: 400 },
  'bad-width': { status: 400, message: 'Invalid image geometry', code: 1 },
  'width-too-large': {
    status: 400,
    message: 'Target width is greater than the original image width',
    code: 610,
  },
  'bad-album': { status: 400, message: 'Invalid album_id', code: 100 },
  'bad-category': { status: 400, message: 'Invalid category_id', code: 100 },
  'bad-expiration': { status: 400, message: 'Invalid expiration', code: 100 },
  'url-disabled': { status: 400, message: 'URL uploading is disabled', code: 403 },
  'url-private': { status: 400, message: 'Unsupported non-public IP address for upload', code: 400 },
  'url-self': { status: 400, message: 'Unsupported self host URL upload', code: 400 },
  'url-scheme': {
    status: 400,
    message: ({ details }) => `Unsupported URL scheme \`${details.what ?? ''}\``,
    code: 400,
  },
  'url-unreachable': noPicture,
  'key-missing': { status: 400, message: 'No key provided', code: 100 },
  'key-invalid': { status: 400, message: 'Invalid API key.', code: 100 },
  'bad-credentials': { status: 400, message: 'Request denied', code: 401 },
  forbidden: { status: 400, message: 'Request denied', code: 401 },
  'not-found': { status: 404, message: 'Not found', code: 404 },
  'already-deleted': { status: 404, message: 'Not found', code: 404 },
  duplicate: { status: 400, message: 'Duplicated upload', code: 101 },
  'over-quota': { status: 400, message: 'No space left on your account', code: 104 },
  flood: {
    status: 400,
    message: ({ details: { count, period } }) =>
      `Flooding detected. You can only upload ${count} images per ${period}`,
    code: 130,
  },
  busy: { status: 503, message: 'Server is busy, try again', code: 503 },
  'storage-full': { status: 507, message: 'No space left on the server', code: 507 },
  internal: { status: 500, message: 'Internal error', code: 500 },
} as const satisfies Record<ErrorCode, Row>

/** What only this dialect refuses, and all others know nothing of. */
export const ownRefusals = {
  version: { status: 400, message: 'Invalid API version.', code: 110 },
  action: { status: 400, message: 'Invalid API action', code: 120 },
  'no-action': { status: 400, message: 'No action provided', code: 100 },
  'base64-by-get': {
    status: 400,
    message: 'Upload using base64 source must be done using POST method.',
    code: 130,
  },
} as const satisfies Record<string, Refusal>

/** A refusal of ours in this dialect's words. */
export function translate(refusal: AppError): Refusal {
  const { status, message, code }: Row = refusals[refusal.code]
  return { status, message: typeof message === 'string' ? message : message(refusal), code }
}

/** The JSON of a refusal. `requestId` is told for faults of ours, which the log knows by it. */
export function presentRefusal({ status, message, code }: Refusal, requestId: string) {
  return {
    status_code: status,
    error: { message, code, ...(status >= 500 && { request_id: requestId }) },
    status_txt: STATUS_CODES[status] ?? '',
  }
}

type Image = ReturnType<typeof presentImage>

const uploaded = { message: 'file uploaded', code: 200 } as const

/** The JSON of an upload. */
export function presentUpload(image: Image) {
  return { status_code: 200, success: uploaded, image, status_txt: 'OK' }
}

/** The same in the words of ImgBB (API v1), whose clients send the field `image`. */
export function presentImgbb(image: Image) {
  const data = { ...image, id: image.id_encoded }
  return { status_code: 200, status: 200, success: uploaded, data, status_txt: 'OK' }
}
