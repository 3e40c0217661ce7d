/** What a refusal tells besides its code, where it applies. */
export type ErrorDetails = {
  /** Bytes. */
  limit?: number
  count?: number
  period?: 'minute' | 'hour' | 'day'
  what?: string
  /** The media that already holds the bytes: with `duplicate`. */
  mediaId?: string
}

type ErrorFacts = {
  code: string
  message: string
  status?: number
  field?: string | undefined
  requestId?: string | undefined
  retryAfter?: number | undefined
  details?: ErrorDetails
  cause?: unknown
}

/**
 * Every way in which a call fails, but for its own signal: then the signal's reason is thrown. `code` is one of the
 * server's (docs/guide/refusals.md), or `network` where no answer came, `not-tintype` where something else answered.
 */
export class TintypeError extends Error {
  readonly code: string
  /** Of HTTP; 0 without an answer. */
  readonly status: number
  /** Which of the fields that were sent is wrong. */
  readonly field: string | undefined
  /** By which the operator finds the request in the log. */
  readonly requestId: string | undefined
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined
  readonly details: ErrorDetails

  constructor({ code, message, status = 0, field, requestId, retryAfter, details = {}, cause }: ErrorFacts) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'TintypeError'
    this.code = code
    this.status = status
    this.field = field
    this.requestId = requestId
    this.retryAfter = retryAfter
    this.details = details
  }
}

/** What was given cannot be sent. */
export function badInput(field: string, message: string, cause?: unknown): TintypeError {
  return new TintypeError({ code: 'bad-input', field, message: `${field}: ${message}`, cause })
}

/** What an answer that is not 2xx says. */
export async function errorOf(response: Response): Promise<TintypeError> {
  const { status } = response
  const text = await response.text().catch(() => '')
  const seconds = Number(response.headers.get('retry-after') ?? '')
  const given = { status, ...(seconds > 0 && { retryAfter: Math.ceil(seconds) }) }
  const body = parse(text) as { error?: Record<string, unknown>; requestId?: string } | undefined
  if (typeof body?.error?.code !== 'string') return foreign(given, text)
  const { code, message, field, retryAfter, ...details } = body.error
  return new TintypeError({
    ...given,
    code,
    message: String(message ?? code),
    ...(typeof field === 'string' && { field }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
    ...(body.requestId !== undefined && { requestId: body.requestId }),
    details: details as ErrorDetails,
  })
}

/** Proxies answer in words of their own; a busy or broken way to the server may be better in a moment. */
function foreign(given: { status: number; retryAfter?: number }, text: string): TintypeError {
  const { status } = given
  const code = codes[status] ?? (status >= 500 ? 'network' : 'not-tintype')
  const said = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
  return new TintypeError({ ...given, code, message: `HTTP ${status}${said && `: ${said}`}` })
}

const codes: Readonly<Record<number, string>> = { 413: 'too-large', 429: 'flood', 503: 'busy' }

/** The JSON of an answer. Throws not-tintype for anything else. */
export async function readJson<Answer>(response: Response): Promise<Answer> {
  const text = await response.text().catch((cause: unknown) => {
    throw new TintypeError({ code: 'network', message: 'The answer broke off', cause })
  })
  const value = parse(text)
  if (typeof value === 'object' && value !== null) return value as Answer
  throw new TintypeError({
    code: 'not-tintype',
    status: response.status,
    message: `${response.url || 'The server'} answers something else than Tintype does`,
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
