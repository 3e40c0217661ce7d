import type { Media } from './contract.ts'
import type { Failure } from './machine.ts'

/** How a delivery ended. */
export type Outcome = { media: Media } | { failure: Failure } | { stopped: true }

export type Delivery = {
  /** Address of the call. */
  address: string
  form: FormData
  headers: Record<string, string>
  signal: AbortSignal
  onProgress(share: number): void
  onSent(): void
}

/** Sends a form and tells how far it is: share from 0 to 1. Never throws. */
export function send({ address, form, headers, signal, onProgress, onSent }: Delivery): Promise<Outcome> {
  return new Promise((done) => {
    const request = new XMLHttpRequest()
    const stop = () => {
      request.abort()
      done({ stopped: true })
    }
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    const end = (outcome: Outcome) => {
      signal.removeEventListener('abort', stop)
      done(outcome)
    }
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.upload.onload = onSent
    request.onload = () =>
      end(outcomeOf(request.status, request.responseText, request.getResponseHeader('retry-after')))
    request.onerror = () => end({ failure: { code: 'network' } })
    request.ontimeout = request.onerror
    request.open('POST', address)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.send(form)
  })
}

/** What an answer of the API says. */
export function outcomeOf(status: number, text: string, retryAfter: string | null): Outcome {
  const body = parse(text)
  if (status >= 200 && status < 300 && typeof body.id === 'string') return { media: body as unknown as Media }
  return { failure: failureOf(status, body, retryAfter) }
}

/** A refusal as we speak of it. Proxies before the server answer without our words. */
export function failureOf(status: number, body: Record<string, unknown>, retryAfter: string | null): Failure {
  const error = (typeof body.error === 'object' && body.error !== null ? body.error : {}) as Record<
    string,
    unknown
  >
  const seconds = Number(error.retryAfter ?? retryAfter)
  return {
    ...(error as Partial<Failure>),
    code: typeof error.code === 'string' ? error.code : (codes[status] ?? 'internal'),
    status: status < 400 ? 502 : status,
    ...(typeof body.requestId === 'string' && { requestId: body.requestId }),
    ...(seconds > 0 && { retryAfter: Math.ceil(seconds) }),
  }
}

const codes: Readonly<Record<number, string>> = {
  400: 'bad-input',
  401: 'key-missing',
  403: 'forbidden',
  413: 'too-large',
  429: 'flood',
  503: 'busy',
  507: 'storage-full',
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
