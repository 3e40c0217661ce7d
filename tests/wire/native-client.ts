import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Stage } from '../stage.ts'

/** What one of our own API's calls answered. */
export type Called<Body> = { status: number; headers: IncomingHttpHeaders; body: Body }

export type CallOptions = {
  method?: string
  key?: string
  /** Secrets of a guest's browser. */
  cookie?: string
  headers?: Record<string, string>
  json?: unknown
}

/** Calls our own API; `Body` is what the caller expects the answer to be. */
export async function call<Body>(
  stage: Stage,
  path: string,
  options: CallOptions = {},
): Promise<Called<Body>> {
  const { method = 'GET', key, cookie, json } = options
  const body = json === undefined ? undefined : JSON.stringify(json)
  const headers = {
    ...(key !== undefined && { 'x-api-key': key }),
    ...(cookie !== undefined && { cookie: `tintype_guest=${cookie}` }),
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
    ...options.headers,
  }
  const { promise, resolve, reject } = Promise.withResolvers<Called<Body>>()
  const sent = request(stage.url + path, { method, headers }, (answer) => {
    buffer(answer).then((bytes) => {
      const text = bytes.toString()
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        body: text === '' ? undefined : JSON.parse(text),
      })
    }, reject)
  })
  sent.once('error', reject)
  sent.end(body)
  return promise
}
