import type { RequestEvent } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import type { Refusal } from '../../src/dialects/native/wire.ts'
import type { Mount } from './mount.ts'

/** What is passed on of the visitor's own headers: who asks, from where, in which language, and whether to look at it. */
const passed = [
  'accept-language',
  'user-agent',
  'authorization',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'sec-purpose',
  'purpose',
  'x-purpose',
  'x-moz',
]

/** Whether a fetch while rendering asks our own API, which is no route of the pages. */
export function isOurApi(event: RequestEvent, request: Request): boolean {
  const url = new URL(request.url)
  return url.origin === event.url.origin && url.pathname.startsWith('/api/')
}

type Inside = Awaited<ReturnType<Mount['inject']>>

/**
 * Calls the API within this process, as the visitor; undefined in development. Cookies that it sets are for the
 * visitor, and for later calls of the same request.
 */
export async function callInside(
  event: RequestEvent,
  call: { method: string; url: string; headers?: Headers; payload?: Uint8Array },
): Promise<Inside | undefined> {
  const { method, url, payload } = call
  const answer = await event.locals.mount?.inject({
    method,
    url,
    headers: headersFor(event, call.headers),
    remoteAddress: event.getClientAddress(),
    ...(payload && { payload }),
  })
  if (answer) keepCookies(event, answer.headers['set-cookie'])
  return answer
}

/**
 * Reads from the API while rendering, without the Request and the Response of a fetch: they cost more than the answer.
 * Throws ApiError for every refusal.
 */
export async function readInside<Answer>(event: RequestEvent, url: string): Promise<Answer> {
  const answer = await callInside(event, { method: 'GET', url })
  if (!answer) return api(event.fetch).get<Answer>(url)
  const body: unknown = JSON.parse(new TextDecoder().decode(answer.rawPayload))
  if (answer.statusCode < 300) return body as Answer
  const wait = Number(answer.headers['retry-after'])
  throw new ApiError(answer.statusCode, body as Partial<Refusal>, wait > 0 ? wait : undefined)
}

/** A fetch of the API while rendering, answered within this process; in development by the server beside it. */
export async function answerInside(event: RequestEvent, request: Request): Promise<Response> {
  if (!event.locals.mount) return askBeside(event, request)
  const { method, headers: asked } = request
  const { pathname, search } = new URL(request.url)
  // Bytes that are no Buffer would be sent as the JSON of an object.
  const payload = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
  const call = { method, url: pathname + search, headers: asked, ...(payload && { payload }) }
  const answer = await callInside(event, call)
  if (!answer) return fetch(request)
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && name !== 'set-cookie') headers.set(name, String(value))
  }
  const isEmpty = answer.statusCode === 204 || answer.statusCode === 304
  return new Response(isEmpty ? null : answer.rawPayload, { status: answer.statusCode, headers })
}

/** Through Vite, which passes it on to the server. */
async function askBeside(event: RequestEvent, request: Request): Promise<Response> {
  const answer = await fetch(new Request(request, { headers: headersFor(event, request.headers) }))
  keepCookies(event, answer.headers.getSetCookie())
  const type = answer.headers.get('content-type')
  // Its bytes come as they are, whatever its headers say of packing.
  return new Response(answer.body, {
    status: answer.status,
    ...(type && { headers: { 'content-type': type } }),
  })
}

function headersFor(event: RequestEvent, asked: Headers | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of passed) {
    const value = event.request.headers.get(name)
    const isKey = name === 'authorization' || name === 'x-api-key'
    if (value !== null && !(isKey && event.locals.keyless)) headers[name] = value
  }
  for (const name of ['accept', 'content-type']) {
    const value = asked?.get(name)
    if (value) headers[name] = value
  }
  const { locals, url } = event
  headers.host = url.host
  // The page asks, and nobody else can read it: forms of other sites were refused before.
  headers['sec-fetch-site'] = 'same-origin'
  const jar = new Map(event.cookies.getAll().map(({ name, value }) => [name, encodeURIComponent(value)]))
  for (const [name, value] of locals.cookies) jar.set(name, value)
  if (jar.size > 0) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  return headers
}

function keepCookies({ locals }: RequestEvent, set: string | number | string[] | undefined): void {
  for (const line of [set ?? []].flat()) {
    const text = String(line)
    locals.setCookies.push(text)
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    if (name !== undefined && value !== undefined) locals.cookies.set(name, value)
  }
}
