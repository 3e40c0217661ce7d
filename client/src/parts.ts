import type { SchemaMedia, SchemaUploadState } from './api.ts'
import { readJson, TintypeError } from './errors.ts'
import type { Opened } from './source.ts'
import type { Entry } from './store.ts'
import type { Transport } from './transport.ts'
import { newPatience } from './waiting.ts'

/** Bytes that are sent at a time: as much as a connection that breaks may cost. */
export const defaultPartSize = 8 * 1024 * 1024

export type Parts = {
  fields: Readonly<Record<string, string>>
  /** Where the address of the upload is kept. */
  entry: Entry
  partSize: number
  retries: number
  signal: AbortSignal | undefined
  onProgress: ((sent: number) => void) | undefined
}

type Going = Parts & { address: string; isNew: boolean; advanced(offset: number): void }

const path = '/api/uploads'
const version = { 'tus-resumable': '1.0.0' }

/**
 * Uploads in parts by the tus protocol 1.0 (tus.io): goes on with what the entry remembers, and after every failure
 * that may pass asks how far it is. The server makes one media of one upload, however often its end is told.
 */
export async function sendInParts(transport: Transport, source: Opened, parts: Parts): Promise<SchemaMedia> {
  const patience = newPatience(parts)
  let furthest = 0
  let losses = 0
  // What goes only as far as an attempt before it is no headway.
  const advanced = (offset: number) => {
    if (offset <= furthest) return
    furthest = offset
    patience.afterSuccess()
  }
  let address = await remembered(transport, parts.entry)
  let begunHere = false
  for (;;) {
    let isNew = false
    try {
      if (address === undefined) {
        address = await begin(transport, source, parts)
        await parts.entry.set(address)
        isNew = true
        begunHere = true
      }
      const going = { ...parts, address, isNew, advanced }
      const media = await goOn(transport, source, going)
      await parts.entry.delete()
      return media
    } catch (thrown) {
      const gone = address !== undefined && isGone(thrown)
      if (gone || isFinal(thrown)) await parts.entry.delete()
      if (gone) address = undefined
      if (!gone) await patience.afterFailure(thrown)
      if (gone && begunHere) {
        const lost = asPassing(thrown, 'The server has lost the upload')
        if (++losses > parts.retries) throw lost
        await patience.afterFailure(lost)
      }
    }
  }
}

/** Only addresses of this server are believed, whatever a store says. */
async function remembered(transport: Transport, entry: Entry): Promise<string | undefined> {
  const address = await entry.get()
  const prefix = `${transport.url}${path}/`
  return address?.startsWith(prefix) && /^\w+$/.test(address.slice(prefix.length)) ? address : undefined
}

async function begin(transport: Transport, { size }: Opened, { fields, signal }: Parts): Promise<string> {
  const metadata = Object.entries(fields).map(([name, value]) => `${name} ${base64(value)}`)
  const response = await transport.send(path, {
    method: 'POST',
    headers: {
      ...version,
      'upload-length': String(size),
      ...(metadata.length > 0 && { 'upload-metadata': metadata.join(',') }),
    },
    signal,
  })
  // The server names itself by BASE_URL, which may not be how we have reached it.
  const id = /(\w+)\/?$/.exec(response.headers.get('location') ?? '')?.[1]
  if (id !== undefined) return `${transport.url}${path}/${id}`
  throw new TintypeError({
    code: 'not-tintype',
    status: response.status,
    message: `${transport.url} does not say where an upload in parts goes`,
  })
}

async function goOn(transport: Transport, source: Opened, going: Going): Promise<SchemaMedia> {
  const { address, signal, onProgress } = going
  const { size } = source
  const state: Pick<SchemaUploadState, 'offset' | 'size' | 'media'> = going.isNew
    ? { offset: 0, size }
    : await askState(transport, going)
  if (state.media) return state.media
  if (state.size !== size)
    throw new TintypeError({ code: 'not-found', status: 404, message: 'Another upload' })
  for (let { offset } = state; offset < size; ) {
    onProgress?.(offset)
    const from = offset
    const response = await transport
      .send(address, {
        method: 'PATCH',
        headers: {
          ...version,
          'upload-offset': String(from),
          'content-type': 'application/offset+octet-stream',
        },
        body: await source.part(from, Math.min(size, from + going.partSize)),
        signal,
        ...(onProgress && { onProgress: (sent: number) => onProgress(Math.min(size, from + sent)) }),
      })
      .catch((thrown: unknown) => {
        throw isConflict(thrown) ? asPassing(thrown, 'Another program sends to the same upload') : thrown
      })
    const isWhole = response.status === 200
    if (!isWhole) offset = Number(response.headers.get('upload-offset'))
    going.advanced(isWhole ? size : offset)
    if (isWhole) return readJson<SchemaMedia>(response)
    if (!(offset > from)) throw new TintypeError({ code: 'network', message: 'A part has not arrived' })
  }
  const { media } = await askState(transport, going)
  if (media) return media
  throw new TintypeError({ code: 'network', message: 'Bytes of the upload have been lost' })
}

/** Also what became of the whole, when the answer to the last part was lost. */
async function askState(transport: Transport, { address, signal }: Going): Promise<SchemaUploadState> {
  return readJson(await transport.send(address, { method: 'GET', signal }))
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof TintypeError && (thrown.status === 404 || thrown.status === 410)
}

function isConflict(thrown: unknown): boolean {
  return thrown instanceof TintypeError && thrown.status === 409 && thrown.code !== 'duplicate'
}

const passing = [
  'busy',
  'flood',
  'internal',
  'network',
  'over-quota',
  'storage-full',
  'key-missing',
  'key-invalid',
]

/** The server will say the same of this upload for ever. */
function isFinal(thrown: unknown): boolean {
  return thrown instanceof TintypeError && thrown.status >= 400 && !passing.includes(thrown.code)
}

function asPassing(cause: unknown, message: string): TintypeError {
  return new TintypeError({ code: 'network', message, cause })
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
