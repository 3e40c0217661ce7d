import { z } from 'zod'
import type { AppError, ErrorCode } from '../../errors.ts'

/** Every refusal: `code` is for programs, `message` English for people who write them, `field` what is wrong. */
export const refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    /** Bytes. */
    limit: z.int().optional(),
    count: z.int().optional(),
    period: z.enum(['minute', 'hour', 'day']).optional(),
    /** Seconds. */
    retryAfter: z.int().optional(),
    what: z.string().optional(),
    /** The media that already holds these bytes. */
    mediaId: z.string().optional(),
    /** Its file, told by `POST /api/media` where others may see it as long as it is there. */
    url: z.string().optional(),
  }),
  requestId: z.string(),
})
export type Refusal = z.infer<typeof refusal>

/** How every refusal is said over HTTP. */
export const refusals = {
  'bad-input': 400,
  'no-source': 400,
  'empty-source': 400,
  'bad-base64': 400,
  unsupported: 415,
  'broken-file': 422,
  'kind-unavailable': 415,
  'kind-disabled': 415,
  'too-large': 413,
  'too-complex': 422,
  'bad-width': 400,
  'width-too-large': 400,
  'bad-album': 400,
  'bad-category': 400,
  'bad-expiration': 400,
  'url-disabled': 403,
  'url-private': 400,
  'url-self': 400,
  'url-scheme': 400,
  'url-unreachable': 422,
  'key-missing': 401,
  'key-invalid': 401,
  'bad-credentials': 401,
  forbidden: 403,
  'not-found': 404,
  'already-deleted': 410,
  duplicate: 409,
  'over-quota': 507,
  flood: 429,
  busy: 503,
  'storage-full': 507,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

/** A refusal as status and body. */
export function refused(error: AppError, requestId: string): { status: number; body: Refusal } {
  const { code, message, details } = error
  return { status: refusals[code], body: { error: { code, message, ...details }, requestId } }
}
