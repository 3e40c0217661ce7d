import type { ServerResponse } from 'node:http'
import { textHeaders } from './delivery-headers.ts'

/** Web pages elsewhere may send a key, or ask for a part. */
export function permit(response: ServerResponse): void {
  response
    .writeHead(204, [
      'Allow',
      'GET, HEAD, OPTIONS',
      'Access-Control-Allow-Origin',
      '*',
      'Access-Control-Allow-Methods',
      'GET, HEAD',
      'Access-Control-Allow-Headers',
      'Authorization, X-API-Key, Range, If-Range, If-None-Match, If-Modified-Since',
      'Access-Control-Max-Age',
      '86400',
    ])
    .end()
}

/** Files are only read here. */
export function refuseMethod(response: ServerResponse): void {
  sayText(response, 405, 'Method not allowed\n', ['Allow', 'GET, HEAD, OPTIONS'])
}

/** The one answer for what is not there, has expired or is not for who asks. */
export function sayNothingThere(response: ServerResponse): void {
  sayText(response, 404, 'Not found\n')
}

/** An answer that is a line of text and is never kept. */
export function sayText(
  response: ServerResponse,
  status: number,
  text: string,
  more: readonly string[] = [],
): void {
  response.writeHead(status, [...textHeaders(text), ...more]).end(text)
}
