import { Readable } from 'node:stream'
import Builder from 'fast-xml-builder'
import type { Album, Media } from '../../core/words.ts'
import type { AppError, ErrorCode } from '../../errors.ts'
import { formatSize } from '../../server/figures.ts'
import { writableInXml } from '../../server/xml.ts'

/** WebDAV, class 1 and as much of class 2 as clients need to write (RFC 4918), all pure. */

/** An answer; `body` is XML unless `type` says otherwise. */
export type Answer = {
  status: number
  body?: string | Readable
  type?: string
  headers?: Readonly<Record<string, string>>
}

export const methods = [
  ...['OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK'],
] as const

/** What OPTIONS answers; every other answer carries `DAV` as well, for clients that ask no more. */
export const abilities = { DAV: '1, 2', 'MS-Author-Via': 'DAV' } as const

const builder = new Builder({ ignoreAttributes: false })
const xmlStart = '<?xml version="1.0" encoding="utf-8"?>\n'
/** Characters that are sent at a time at least. */
const chunkLength = 16_384

/** Something in a folder as PROPFIND tells it; `href` is percent-encoded. Times are milliseconds. */
export type Entry = { href: string; props: Readonly<Record<string, unknown>> }

/** What is told of a folder; `room` in bytes. */
export function folderProps(
  name: string,
  { album, room }: { album: Album | undefined; room: { used: number; free: number } },
): Entry['props'] {
  return {
    'D:displayname': writableInXml(name),
    'D:resourcetype': { 'D:collection': '' },
    ...(album && times(album.createdAt, album.updatedAt)),
    'D:quota-used-bytes': room.used,
    'D:quota-available-bytes': room.free,
    ...lockProps,
  }
}

/** What is told of a file. */
export function fileProps(
  name: string,
  media: Pick<Media, 'size' | 'mime' | 'md5' | 'createdAt'>,
): Entry['props'] {
  return {
    'D:displayname': writableInXml(name),
    'D:resourcetype': '',
    'D:getcontentlength': media.size,
    'D:getcontenttype': media.mime,
    'D:getetag': etagOf(media),
    ...times(media.createdAt, media.createdAt),
    ...lockProps,
  }
}

/** The entity tag of a file, with its quotes: the same that GET answers. */
export function etagOf({ md5 }: Pick<Media, 'md5'>): string {
  return `"${md5}"`
}

/** What conditions of a request are held against. */
export function validatorsOf(media: Pick<Media, 'md5' | 'createdAt'>) {
  return { etag: etagOf(media), modified: Math.floor(media.createdAt / 1000) * 1000 }
}

/** What is told of a file that was announced and has not come yet. */
export function announcedProps(name: string, { size, at }: { size: number; at: number }): Entry['props'] {
  return {
    'D:displayname': writableInXml(name),
    'D:resourcetype': '',
    'D:getcontentlength': size,
    ...times(at, at),
    ...lockProps,
  }
}

const lockEntry = {
  'D:lockentry': { 'D:lockscope': { 'D:exclusive': '' }, 'D:locktype': { 'D:write': '' } },
} as const

const lockProps = { 'D:supportedlock': lockEntry, 'D:lockdiscovery': '' } as const

function times(created: number, modified: number) {
  return {
    'D:creationdate': new Date(created).toISOString().replace(/\.\d+Z$/, 'Z'),
    'D:getlastmodified': new Date(modified).toUTCString(),
  }
}

/** A 207 that tells of each entry what there is, as they come. */
export function multistatus(entries: Iterable<Entry> | AsyncIterable<Entry>): Answer {
  return { status: 207, body: Readable.from(toXml(entries)) }
}

async function* toXml(entries: Iterable<Entry> | AsyncIterable<Entry>): AsyncGenerator<string> {
  let pending = `${xmlStart}<D:multistatus xmlns:D="DAV:">`
  for await (const { href, props } of entries) {
    const propstat = { 'D:prop': props, 'D:status': 'HTTP/1.1 200 OK' }
    pending += builder.build({ 'D:response': { 'D:href': href, 'D:propstat': propstat } })
    if (pending.length < chunkLength) continue
    yield pending
    pending = ''
  }
  yield `${pending}</D:multistatus>`
}

/** A 207 for properties that were set: nothing of them is kept, and clients that cannot set them give up. */
export function patched(href: string): Answer {
  return {
    status: 207,
    body: xml('D:multistatus', { 'D:response': { 'D:href': href, 'D:status': 'HTTP/1.1 200 OK' } }),
  }
}

/** A lock. Nobody is kept out by it: what two write at once, the later one has written. */
export function locked(
  href: string,
  lock: { token: string; depth: string; seconds: number; status: 200 | 201 },
): Answer {
  const active = {
    'D:locktype': { 'D:write': '' },
    'D:lockscope': { 'D:exclusive': '' },
    'D:depth': lock.depth,
    'D:timeout': `Second-${lock.seconds}`,
    'D:locktoken': { 'D:href': lock.token },
    'D:lockroot': { 'D:href': href },
  }
  return {
    status: lock.status,
    headers: { 'Lock-Token': `<${lock.token}>` },
    body: xml('D:prop', { 'D:lockdiscovery': { 'D:activelock': active } }),
  }
}

/** The listing of everything at any depth is refused in the words that RFC 4918 has for it. */
export const tooDeep: Answer = {
  status: 403,
  body: xml('D:error', { 'D:propfind-finite-depth': '' }),
}

function xml(root: string, content: object): string {
  const tree = { [root]: { '@_xmlns:D': 'DAV:', ...content } }
  return xmlStart + builder.build(tree)
}

/** A refusal that only this dialect has, in a line of text. */
export function said(status: number, text: string): Answer & { body: string } {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` }
}

type Row = { status: number; message?: string }

const badInput = { status: 400 } as const
const badFile = { status: 415, message: 'Not a picture or video, or a damaged one' } as const

/** Every refusal as a status, and a line of text for people. Without a message the refusal's own words are said. */
export const refusals = {
  'bad-input': badInput,
  'no-source': badInput,
  'empty-source': badInput,
  'bad-base64': badInput,
  unsupported: badFile,
  'broken-file': badFile,
  'kind-unavailable': { status: 415, message: 'Files of this kind are not taken' },
  'kind-disabled': { status: 415, message: 'Files of this kind are not taken' },
  'too-large': { status: 413, message: 'The file is too large' },
  'too-complex': { status: 415 },
  'bad-width': badInput,
  'width-too-large': badInput,
  'bad-album': { status: 409, message: 'There is no such folder' },
  'bad-category': badInput,
  'bad-expiration': badInput,
  'url-disabled': badInput,
  'url-private': badInput,
  'url-self': badInput,
  'url-scheme': badInput,
  'url-unreachable': badInput,
  'key-missing': { status: 401, message: 'Sign in with any name and a key as the password' },
  'key-invalid': { status: 401, message: 'Sign in with any name and a key as the password' },
  'bad-credentials': { status: 401, message: 'Sign in with any name and a key as the password' },
  forbidden: { status: 403 },
  'not-found': { status: 404, message: 'There is nothing' },
  'already-deleted': { status: 404, message: 'It was deleted' },
  duplicate: { status: 409 },
  'over-quota': { status: 507, message: 'No space left on your account' },
  flood: { status: 429 },
  busy: { status: 503, message: 'The server is busy, try again' },
  'storage-full': { status: 507, message: 'No space left on the server' },
  internal: { status: 500, message: 'Internal error' },
} as const satisfies Record<ErrorCode, Row>

/** A refusal as an answer. */
export function refused(error: AppError): Answer & { body: string } {
  const { status, message = error.message }: Row = refusals[error.code]
  const { limit } = error.details
  const answer = said(status, limit === undefined ? message : `${message} (at most ${formatSize(limit)})`)
  return status === 401
    ? { ...answer, headers: { 'WWW-Authenticate': 'Basic realm="Tintype", charset="UTF-8"' } }
    : answer
}
