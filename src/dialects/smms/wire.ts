import type { App } from '../../core/app.ts'
import { dateTime } from '../../core/dates.ts'
import { pageSize } from '../../core/media.ts'
import type { Media, User } from '../../core/words.ts'
import type { AppError, ErrorCode } from '../../errors.ts'
import { imageOf, withoutDeletion } from '../../server/image-data.ts'

/** SM.MS API v2 as its documents show it: Media -> `data`, refusals -> code and message, all pure. */

type WithConfig = Pick<App, 'config'>

/** An answer without its `RequestId`. */
export type Answer = { success: boolean; code: string; message: string; data?: Data; [more: string]: unknown }
type Data = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[]

export function success(message: string, data?: Data): Answer {
  return { success: true, code: 'success', message, ...(data && { data }) }
}

/** A page of a user's uploads, `count` of them in all. There is always a first page: clients loop until the last. */
export function uploadHistory(data: Data, { page, count }: { page: number; count: number }): Answer {
  return {
    ...success('Get list success.', data),
    CurrentPage: page,
    TotalPages: Math.max(1, Math.ceil(count / pageSize)),
    Count: count,
    PerPage: pageSize,
  }
}

/** `data` of /profile; `limit` is what the user may store in all, bytes. */
export function profileOf(app: WithConfig, user: User, limit: number) {
  return {
    username: user.name,
    email: user.email,
    role: user.group.name,
    group_expire:
      user.groupExpiresAt === undefined
        ? '0000-00-00'
        : dateTime(user.groupExpiresAt, app.config.timeZone).slice(0, 10),
    email_verified: user.emailVerified ? 1 : 0,
    disk_usage: sizeText(user.bytesUsed),
    disk_limit: sizeText(limit),
    disk_usage_raw: user.bytesUsed,
    disk_limit_raw: limit,
  }
}

/**
 * The answer to bytes that their sender already has here: clients cut the address out of the message, or read
 * `images`, or `data.url`. A guest whose address is not sure may be somebody else than the first sender: what
 * deletes the media is kept from him.
 */
export function repeated(app: WithConfig, media: Media, { mayDelete }: { mayDelete: boolean }): Answer {
  const image = imageOf(app, media)
  return {
    success: false,
    code: 'image_repeated',
    message: `Image upload repeated limit, this image exists at: ${image.url}`,
    images: image.url,
    data: mayDelete ? image : withoutDeletion(image),
  }
}

const units = ['KB', 'MB', 'GB', 'TB', 'PB'] as const

/** 2706034 -> `2.58 MB`, 1024-based, as in the documents' example; below 1024 `335 B`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  let size = bytes / 1024
  let unit = 0
  while (Number(size.toFixed(2)) >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  return `${size.toFixed(2)} ${units[unit]}`
}

export type Refusal = {
  /** Clients take every status but 2xx for a fault of the network, so that refusals are 200 like any other answer. */
  status: 200 | 413 | 429 | 500
  code: string
  /** `{count}` and `{period}` stand for the refusal's details; without details its own words are said. */
  message: string
}

const badImage = { status: 200, code: 'invalid_size', message: 'Unavailable image format' } as const
const badRequest = { status: 200, code: 'invalid_request', message: 'Invalid request.' } as const
const unauthorized = { status: 200, code: 'unauthorized', message: 'Invalid Authorization.' } as const

/** Every refusal as this dialect says it. Those that only other dialects' parameters can meet are here all the same. */
export const refusals = {
  'bad-input': badRequest,
  'no-source': { status: 200, code: 'no_file', message: 'No files were uploaded.' },
  'empty-source': { status: 200, code: 'empty_file', message: 'File is empty.' },
  'bad-base64': badRequest,
  unsupported: badImage,
  'broken-file': badImage,
  'kind-unavailable': badImage,
  'kind-disabled': badImage,
  'too-large': { status: 413, code: 'file_too_large', message: 'File is too large.' },
  'too-complex': { status: 200, code: 'invalid_size', message: 'Image dimensions are too large.' },
  'bad-width': badRequest,
  'width-too-large': badRequest,
  'bad-album': badRequest,
  'bad-category': badRequest,
  'bad-expiration': badRequest,
  'url-disabled': badRequest,
  'url-private': badRequest,
  'url-self': badRequest,
  'url-scheme': badRequest,
  'url-unreachable': badRequest,
  'key-missing': { status: 200, code: 'unauthorized', message: 'Authorization is required.' },
  'key-invalid': unauthorized,
  'bad-credentials': {
    status: 200,
    code: 'unauthorized',
    message: 'Get API token failed, wrong username or password.',
  },
  forbidden: { status: 200, code: 'forbidden', message: 'You are not allowed to do this.' },
  'not-found': { status: 200, code: 'not_found', message: 'File not found.' },
  'already-deleted': { status: 200, code: 'already_deleted', message: 'File already deleted.' },
  duplicate: { status: 200, code: 'image_repeated', message: 'Image upload repeated limit.' },
  'over-quota': { status: 200, code: 'no_space', message: 'No space left on your account.' },
  flood: {
    status: 429,
    code: 'flood',
    message: 'Flood detected. You can only upload {count} images per {period}',
  },
  busy: { status: 200, code: 'busy', message: 'Server is busy, please try again.' },
  'storage-full': { status: 500, code: 'error', message: 'The server has no space left.' },
  internal: { status: 500, code: 'error', message: 'Internal error.' },
} as const satisfies Record<ErrorCode, Refusal>

/** A refusal as an answer, with its HTTP status. */
export function refused(error: AppError): { status: Refusal['status']; answer: Answer } {
  const { status, code, message }: Refusal = refusals[error.code]
  return { status, answer: { success: false, code, message: fill(message, error) } }
}

/** /profile has words of its own for whoever may not ask. */
export const profileRefused: Answer = {
  success: false,
  code: 'unauthorized',
  message: 'Get user profile failed, invalid Authorization.',
}

/** An address under /api/v2/ that is none of the calls, or a wrong method. */
export const unknownCall: Answer = { success: false, code: 'not_found', message: 'There is no such call.' }

function fill(message: string, error: AppError): string {
  const { count, period } = error.details
  if (!message.includes('{')) return message
  if (count === undefined || period === undefined) return `${error.message}.`
  return message.replace('{count}', String(count)).replace('{period}', period)
}
