import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { AppError } from '../errors.ts'
import type { RemoteDescription } from './description.ts'
import { type About, fillFields } from './placeholders.ts'

/**
 * What is sent: where its bytes are (a file, memory, or what opens them once), its name, media type and size in bytes,
 * and what else hosts may be told of it.
 */
export type RemoteFile = ({ path: string } | { bytes: Uint8Array | (() => AsyncIterable<Uint8Array>) }) & {
  name: string
  type: string
  size: number
  about?: About
}

/** A request as it goes out. `preview` is its body as text, the file's bytes told by their number. */
export type Prepared = {
  method: string
  url: string
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
  /** Bytes of the body. */
  length: number
  preview: string
}

/** Bytes of a file that a body in base64 may hold; it is made in memory. */
export const largestBase64 = 32 * 1024 * 1024

const agent = 'Tintype'
const chunk = 64 * 1024

/** Writes the request that sends a file to a host. Throws too-large for base64 over 32 MB. */
export async function prepare(given: RemoteDescription, file: RemoteFile): Promise<Prepared> {
  const description = { ...given, fields: fillFields(given.fields, file) }
  const form = await forms[description.body](description, file)
  const url = new URL(description.url.replaceAll('{name}', encodeURIComponent(file.name)))
  if (description.body === 'raw')
    for (const [name, value] of Object.entries(description.fields)) url.searchParams.append(name, value)
  const own = new Map<string, string>([
    ['accept', 'application/json'],
    ['user-agent', agent],
  ])
  for (const [name, value] of Object.entries(description.headers)) own.set(name.toLowerCase(), value)
  const declared = description.body === 'raw' ? own.get('content-type') : undefined
  own.set('content-type', declared ?? form.type)
  own.set('content-length', String(form.length))
  const { body, length, preview } = form
  return {
    method: description.method,
    url: url.href,
    headers: Object.fromEntries(own),
    body,
    length,
    preview,
  }
}

type Form = { type: string; body: AsyncIterable<Uint8Array>; length: number; preview: string }

const forms = {
  multipart: async ({ fields, fileField }, file) => {
    const boundary = `----tintype${randomUUID().replaceAll('-', '')}`
    const parts = Object.entries(fields).map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
    )
    const disposition = `form-data; name="${quoted(fileField)}"; filename="${quoted(file.name)}"`
    const head = `${parts.join('')}--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${file.type}\r\n\r\n`
    const tail = `\r\n--${boundary}--\r\n`
    const [before, after] = [Buffer.from(head), Buffer.from(tail)]
    return {
      type: `multipart/form-data; boundary=${boundary}`,
      body: inTurn(before, file, after),
      length: before.length + file.size + after.length,
      preview: head + tellFile(file) + tail,
    }
  },
  'form-base64': async ({ fields, fileField }, file) => {
    const form = (content: string) => new URLSearchParams({ ...fields, [fileField]: content }).toString()
    const preview = Object.entries({ ...fields, [fileField]: tellFile(file, ' as base64') })
      .map(([name, value]) => `${encodeURIComponent(name)}=${value}`)
      .join('&')
    return whole(form(await base64Of(file)), 'application/x-www-form-urlencoded', preview)
  },
  'json-base64': async ({ fields, fileField }, file) => {
    const form = (content: string) => JSON.stringify({ ...fields, [fileField]: content }, null, 2)
    return whole(form(await base64Of(file)), 'application/json', form(tellFile(file, ' as base64')))
  },
  raw: async (_description, file) => ({
    type: file.type,
    body: bytesOf(file),
    length: file.size,
    preview: tellFile(file),
  }),
} as const satisfies Record<
  RemoteDescription['body'],
  (description: RemoteDescription, file: RemoteFile) => Promise<Form>
>

function whole(text: string, type: string, preview: string): Form {
  const bytes = Buffer.from(text)
  return { type, body: inPieces(bytes), length: bytes.length, preview }
}

async function* inTurn(before: Uint8Array, file: RemoteFile, after: Uint8Array) {
  yield before
  yield* bytesOf(file)
  yield after
}

/** The bytes of a file, in pieces. Nothing is opened before they are asked for. */
async function* bytesOf(file: RemoteFile): AsyncGenerator<Uint8Array> {
  if ('bytes' in file) yield* file.bytes instanceof Uint8Array ? inPieces(file.bytes) : file.bytes()
  else yield* createReadStream(file.path, { highWaterMark: chunk })
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunk) yield bytes.subarray(start, start + chunk)
}

async function base64Of(file: RemoteFile): Promise<string> {
  if (file.size > largestBase64) {
    throw new AppError('too-large', 'body: as base64 files of up to 32 MB are sent; use multipart', {
      details: { field: 'body', limit: largestBase64 },
    })
  }
  return (await buffer(bytesOf(file))).toString('base64')
}

/** As the HTML standard has it: a quotation mark and line ends are escaped in percent, all else is UTF-8. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function tellFile(file: RemoteFile, how = ''): string {
  return `<${file.size} bytes of ${file.type}${how}>`
}
