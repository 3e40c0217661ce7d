import type { Media } from '../../src/dialects/native/wire-media.ts'
import { readCookie } from '../../src/server/cookies.ts'
import type { Stage } from '../stage.ts'

export type NativeAnswer<Body> = { status: number; headers: Headers; body: Body }
export type Refused = {
  error: { code: string; message: string; field?: string; limit?: number; mediaId?: string }
}

/** Who asks: with a key, as a browser with cookies, or nobody. */
export type Asker = { key?: string; cookie?: string; headers?: Record<string, string> }

/** A call of our own API; an object becomes JSON. */
export async function call<Body = unknown>(
  stage: Pick<Stage, 'url'>,
  line: `${string} /api/${string}`,
  options: Asker & { body?: FormData | object | string } = {},
): Promise<NativeAnswer<Body>> {
  const [method = '', path = ''] = line.split(' ')
  const { body } = options
  const isForm = body instanceof FormData || typeof body === 'string'
  const response = await fetch(stage.url + path, {
    method,
    headers: {
      ...(options.key !== undefined && { authorization: options.key }),
      ...(options.cookie !== undefined && { cookie: options.cookie }),
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    redirect: 'manual',
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

/** Uploads a file with fields as a multipart form. */
export function sendMedia<Body = Media>(
  stage: Pick<Stage, 'url'>,
  file: Asker & { bytes: Uint8Array; name?: string; fields?: Record<string, string> },
): Promise<NativeAnswer<Body>> {
  const form = new FormData()
  for (const [name, value] of Object.entries(file.fields ?? {})) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(file.bytes)]), file.name ?? 'a gate.png')
  return call<Body>(stage, 'POST /api/media', { ...file, body: form })
}

/** The cookies that an answer sets, as a browser would send them back. */
export function cookiesOf(answer: { headers: Headers }): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** The value of a cookie that an answer sets. */
export function cookieOf(answer: { headers: Headers }, name: string): string | undefined {
  return readCookie({ cookie: cookiesOf(answer) }, name)
}
