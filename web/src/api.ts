import { error } from '@sveltejs/kit'
import type { Refusal } from '../../src/dialects/native/wire.ts'
import { codeFor } from './codes.ts'
import { to } from './paths.ts'

type Details = Omit<Refusal['error'], 'code' | 'message' | 'field'>
type Query = Record<string, string | number | boolean | undefined | null>

/** A refusal of the API. `code` is one of the server's, or `network`; `errors.CODE` is its text. */
export class ApiError extends Error {
  readonly code: string
  /** 0: the server was not reached. */
  readonly status: number
  readonly field: string | undefined
  readonly requestId: string | undefined
  /** Seconds. */
  readonly retryAfter: number | undefined
  readonly details: Details

  constructor(status: number, refusal: Partial<Refusal>, retryAfter?: number) {
    const {
      code = codeFor(status),
      message = code,
      field,
      ...details
    } = refusal.error ?? ({} as Partial<Refusal['error']>)
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.field = field
    this.requestId = refusal.requestId
    this.retryAfter = details.retryAfter ?? retryAfter
    this.details = details
  }
}

/**
 * Calls of the API with a load's or action's `fetch`, or the browser's. Answers the JSON, undefined for none; throws
 * ApiError for every refusal. Paths are those of the documentation, `/api/…`; queries leave out what is undefined.
 */
export function api(fetch: typeof globalThis.fetch) {
  return {
    get: <Answer>(path: string, query?: Query) => call<Answer>(fetch, path + search(query)),
    post: <Answer>(path: string, body?: unknown) => call<Answer>(fetch, path, withBody('POST', body)),
    put: <Answer>(path: string, body?: unknown) => call<Answer>(fetch, path, withBody('PUT', body)),
    patch: <Answer>(path: string, body?: unknown) => call<Answer>(fetch, path, withBody('PATCH', body)),
    delete: <Answer>(path: string, body?: unknown) => call<Answer>(fetch, path, withBody('DELETE', body)),
  }
}

/** In a load: what the API answers, or the error page that says its refusal. */
export async function orPage<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof ApiError) toPage(thrown)
    throw thrown
  }
}

/** Ends a load with the error page that says a refusal. */
export function toPage({ code, status, message, requestId, retryAfter, details }: ApiError): never {
  error(status === 0 ? 503 : status, message, {
    code,
    details,
    ...(requestId !== undefined && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
  })
}

async function call<Answer>(
  fetch: typeof globalThis.fetch,
  path: string,
  init?: RequestInit,
): Promise<Answer> {
  const response = await fetch(inBrowser ? to(path) : path, init).catch((cause: unknown) => {
    throw Object.assign(new ApiError(0, { error: { code: 'network', message: 'network' } }), { cause })
  })
  if (response.status === 204) return undefined as Answer
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body as Answer
  const wait = Number(response.headers.get('retry-after'))
  throw new ApiError(response.status, (body ?? {}) as Partial<Refusal>, wait > 0 ? wait : undefined)
}

const inBrowser = typeof window !== 'undefined'

function withBody(method: string, body: unknown): RequestInit {
  if (body === undefined) return { method }
  if (body instanceof FormData || body instanceof Blob) return { method, body }
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

function search(query: Query | undefined): string {
  const entries = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  )
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}
