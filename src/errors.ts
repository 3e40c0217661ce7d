/** Every refusal there is. Each dialect says how it renders each of them; a new one does not build until all do. */
export const errorCodes = [
  'bad-input',
  'no-source',
  'empty-source',
  'bad-base64',
  'unsupported',
  'broken-file',
  'kind-unavailable',
  'kind-disabled',
  'too-large',
  'too-complex',
  'bad-width',
  'width-too-large',
  'bad-album',
  'bad-category',
  'bad-expiration',
  'url-disabled',
  'url-private',
  'url-self',
  'url-scheme',
  'url-unreachable',
  'key-missing',
  'key-invalid',
  'bad-credentials',
  'forbidden',
  'not-found',
  'already-deleted',
  'duplicate',
  'over-quota',
  'flood',
  'busy',
  'storage-full',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What a refusal may carry besides its words; every value may be shown to whoever asked. */
export type ErrorDetails = {
  /** too-large: the limit, bytes. */
  limit?: number
  /** flood: how many uploads are allowed per `period`. */
  count?: number
  period?: 'minute' | 'hour' | 'day'
  /** flood, busy: seconds after which asking again makes sense. */
  retryAfter?: number
  /** unsupported: what the bytes are, where that is known; kind-disabled: extension of the kind; url-scheme: the scheme; bad-input: `taken` for a name that another has. */
  what?: string
  /** bad-input: the field that is wrong, by its name in the API. */
  field?: string
  /** duplicate: id of the media that already holds these bytes. */
  mediaId?: string
  /** duplicate: where that media's file is. */
  url?: string
}

/** A refusal. `message` is safe to show to anybody; what really happened goes into `cause` and only to the log. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(
    code: ErrorCode,
    publicMessage: string,
    options: { cause?: unknown; details?: ErrorDetails } = {},
  ) {
    super(publicMessage, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
  }

  /** The one funnel from anything thrown to a refusal: a full disk is `storage-full`, the rest `internal`. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    const system = systemCode(thrown)
    if (system === 'ENOSPC' || system === 'EDQUOT' || system === 'SQLITE_FULL') {
      return new AppError('storage-full', 'The server has no space left', { cause: thrown })
    }
    return new AppError('internal', 'Internal error', { cause: thrown })
  }
}

function systemCode(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
}
