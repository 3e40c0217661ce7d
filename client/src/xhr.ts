import type { Sending } from './transport.ts'

/** What is used of XMLHttpRequest, which alone tells in browsers how much of a body has gone. */
export type Xhr = {
  upload: { onprogress: ((event: { loaded: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  readonly status: number
  readonly responseText: string
  readonly responseURL: string
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getAllResponseHeaders(): string
  send(body: Blob): void
  abort(): void
}

/** Pages and workers have it; service workers and Node do not. */
export function xhrOf(): (new () => Xhr) | undefined {
  return (globalThis as { XMLHttpRequest?: new () => Xhr }).XMLHttpRequest
}

/** Sends a body as fetch would. Throws TypeError when no answer comes. */
export function sendByXhr(
  Request: new () => Xhr,
  url: string,
  { method, headers = {}, body = new Blob([]), signal, onProgress }: Sending,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new Request()
    const stop = () => request.abort()
    const end = (settle: () => void) => () => {
      signal?.removeEventListener('abort', stop)
      settle()
    }
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded)
    request.onload = end(() => resolve(responseOf(request, url)))
    request.onerror = end(() => reject(new TypeError('Failed to send')))
    request.onabort = request.onerror
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    signal?.addEventListener('abort', stop, { once: true })
    request.send(body)
  })
}

function responseOf(request: Xhr, asked: string): Response {
  const headers = new Headers()
  for (const line of request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const at = line.indexOf(':')
    if (at > 0) headers.append(line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  const empty = [204, 205, 304].includes(request.status)
  const response = new Response(empty ? null : request.responseText, { status: request.status, headers })
  const url = request.responseURL || asked
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: url !== asked } })
}
