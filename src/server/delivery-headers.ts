import type { ByteRange } from '../storage/store.ts'
import { type FileFacts, isShown } from './delivery-facts.ts'

/** Names and values in turn, as `writeHead` takes them without copying. */
export type RawHeaders = string[]

/** Whatever a file contains, it cannot run, frame or fetch anything. */
const contained: RawHeaders = [
  'X-Content-Type-Options',
  'nosniff',
  'Content-Security-Policy',
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox",
  'Cross-Origin-Resource-Policy',
  'cross-origin',
  'Access-Control-Allow-Origin',
  '*',
]

/** Headers of an answer that carries the whole file. `now` is milliseconds. */
export function wholeHeaders(facts: FileFacts, now: number): RawHeaders {
  return [...fileHeaders(facts, now), 'Content-Length', String(facts.size)]
}

/** Headers of a 206. */
export function partHeaders(facts: FileFacts, now: number, range: ByteRange): RawHeaders {
  const { start, end } = range
  return [
    ...fileHeaders(facts, now),
    'Content-Range',
    `bytes ${start}-${end}/${facts.size}`,
    'Content-Length',
    String(end - start + 1),
  ]
}

/** Headers of a 304. */
export function unchangedHeaders(facts: FileFacts, now: number): RawHeaders {
  return [...validators(facts, now), ...contained]
}

/** Headers of an answer that is a line of text, not a file. */
export function textHeaders(text: string): RawHeaders {
  return [
    'Content-Type',
    'text/plain; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(text)),
    'Cache-Control',
    'no-store',
    ...contained,
  ]
}

/** Headers of every answer that carries bytes of the file, without their length. */
export function fileHeaders(facts: FileFacts, now: number): RawHeaders {
  const shown = isShown(facts.mime)
  return [
    'Content-Type',
    shown ? facts.mime : 'application/octet-stream',
    'Content-Disposition',
    shown ? 'inline' : 'attachment',
    'Accept-Ranges',
    'bytes',
    ...validators(facts, now),
    ...contained,
  ]
}

function validators(facts: FileFacts, now: number): RawHeaders {
  const modified = new Date(facts.modified).toUTCString()
  return ['Cache-Control', cacheControl(facts, now), 'ETag', facts.etag, 'Last-Modified', modified]
}

function cacheControl(facts: FileFacts, now: number): string {
  if (facts.guarded !== undefined) return 'private, no-store'
  if (facts.expiresAt === undefined) return 'public, max-age=31536000, immutable'
  return `public, max-age=${Math.min(31_536_000, Math.floor((facts.expiresAt - now) / 1000))}`
}
