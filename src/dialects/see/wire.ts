import type { App } from '../../core/app.ts'
import { siteUrl, viewerPath } from '../../core/links.ts'
import { cut } from '../../core/names.ts'
import { cleanText } from '../../core/texts.ts'
import type { Media, Wishes } from '../../core/words.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import { imageOf, listedImageOf, withoutDeletion } from '../../server/image-data.ts'

/** S.EE's file API as its documents show it (https://s.ee/docs/developers/smms-compatibility/), all pure. */

type WithConfig = Pick<App, 'config'>

/** How many media a page of the list holds. */
export const filesAPage = 30

/** Files that are ready to be shown. */
const stored = 2

/** `code` is 200 for all that went well but deletion, which says a word. */
export type Answer = { code: number | string; success: boolean; message: string; data?: unknown }

/** What `custom_slug` and `is_private` ask for. There is one domain: `domain` is not looked at. Throws bad-input. */
export function readWishes(fields: ReadonlyMap<string, string>): Wishes {
  const slug = cut(cleanText(fields.get('custom_slug') ?? ''), 100)
  const isPrivate = readFlag(fields.get('is_private') ?? '')
  return {
    ...(slug !== '' && { title: slug }),
    // A file for oneself is not the one that others may see already.
    ...(isPrivate
      ? { visibility: 'private', duplicates: 'take' }
      : { visibility: 'link', duplicates: 'refuse' }),
  }
}

function readFlag(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (['1', 'true', 'yes', 'on'].includes(word)) return true
  if (['', '0', 'false', 'no', 'off'].includes(word)) return false
  throw new AppError('bad-input', 'is_private is neither yes nor no')
}

/** The answer to an upload; `mayDelete`: what deletes it may be told. */
export function presentUpload(app: WithConfig, media: Media, { mayDelete }: { mayDelete: boolean }): Answer {
  const image = { ...imageOf(app, media), page: siteUrl(app, viewerPath(media)), upload_status: stored }
  return success(mayDelete ? image : withoutDeletion(image))
}

/** The answer to a page of a list. */
export function presentFiles(app: WithConfig, media: readonly Media[]): Answer {
  return success(media.map((each) => ({ ...listedImageOf(app, each), page: siteUrl(app, viewerPath(each)) })))
}

/** The answer to a deletion. */
export const deleted: Answer = { code: 'success', success: true, message: 'File delete success.' }

/** An address that is none of the calls, or a wrong method. */
export const unknownCall: Answer = { code: 404, success: false, message: 'There is no such call.' }

function success(data: unknown): Answer {
  return { code: 200, success: true, message: 'success', data }
}

type Row = {
  /** PicGo shows the message of a refusal only when the status is 200. */
  status: 200 | 413 | 429 | 500
  code: number
  /** Without one the refusal's own words are said. */
  message?: string
}

const badRequest = { status: 200, code: 400 } as const
const badImage = { status: 200, code: 415, message: 'Unavailable image format' } as const

/** Every refusal as this dialect says it. Those that only other dialects' parameters can meet are here all the same. */
export const refusals = {
  'bad-input': badRequest,
  'no-source': { status: 200, code: 400, message: 'No files were uploaded.' },
  'empty-source': { status: 200, code: 400, message: 'File is empty.' },
  'bad-base64': badRequest,
  unsupported: badImage,
  'broken-file': badImage,
  'kind-unavailable': badImage,
  'kind-disabled': badImage,
  'too-large': { status: 413, code: 413, message: 'File is too large.' },
  'too-complex': { status: 200, code: 415, message: 'Image dimensions are too large.' },
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
  'key-missing': { status: 200, code: 401, message: 'Authorization is required.' },
  'key-invalid': { status: 200, code: 401, message: 'Invalid Authorization.' },
  'bad-credentials': { status: 200, code: 401, message: 'Invalid Authorization.' },
  forbidden: { status: 200, code: 403, message: 'You are not allowed to do this.' },
  'not-found': { status: 200, code: 404, message: 'File not found.' },
  'already-deleted': { status: 200, code: 404, message: 'File already deleted.' },
  duplicate: { status: 200, code: 409, message: 'This file exists already.' },
  'over-quota': { status: 200, code: 403, message: 'No space left on your account.' },
  flood: { status: 429, code: 429 },
  busy: { status: 200, code: 503, message: 'Server is busy, please try again.' },
  'storage-full': { status: 500, code: 507, message: 'The server has no space left.' },
  internal: { status: 500, code: 500, message: 'Internal error.' },
} as const satisfies Record<ErrorCode, Row>

/** A refusal as an answer, with its HTTP status. */
export function refused(error: AppError): { status: number; answer: Answer } {
  const { status, code, message = `${error.message}.` }: Row = refusals[error.code]
  return { status, answer: { code, success: false, message } }
}
