import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { App } from '../core/app.ts'
import type { ByteRange } from '../storage/store.ts'
import type { CachedFile, FileCache } from './delivery-cache.ts'
import { partHeaders, wholeHeaders } from './delivery-headers.ts'
import { sayNothingThere } from './delivery-texts.ts'
import { GoneError, openStored, pumpFile } from './file-pump.ts'

type Desk = { app: App; cache: FileCache }
/** What is to be sent of a file; `url` is the path it is cached by. */
type Part = { url: string; file: CachedFile; range: ByteRange | 'whole' }

/** Answers with a small file, which is in memory from then on. */
export async function sendFromMemory(desk: Desk, part: Part, response: ServerResponse): Promise<void> {
  const body = part.file.body ?? (await desk.cache.read(part.url, part.file))
  if (body === undefined) return sayLost(desk, part, response)
  writeFileHead(desk, part, response)
  response.end(part.range === 'whole' ? body : body.subarray(part.range.start, part.range.end + 1))
}

/** Answers with a file that is too large to be kept, as fast as it is read. */
export async function sendFromStore(desk: Desk, part: Part, response: ServerResponse): Promise<void> {
  const reader = new AbortController()
  response.once('close', () => reader.abort())
  if (response.destroyed) return
  const place = desk.app.store.link(part.file.facts.key)
  const to = { response, gone: reader.signal }
  if ('path' in place) await sendStoredFile(desk, part, { ...to, path: place.path })
  else await sendStream(desk, part, to)
}

type Reader = { response: ServerResponse; gone: AbortSignal }

async function sendStoredFile(desk: Desk, part: Part, to: Reader & { path: string }): Promise<void> {
  const { size } = part.file.facts
  const file = await openStored(to.path, size)
  if (file === undefined) return sayLost(desk, part, to.response)
  try {
    writeFileHead(desk, part, to.response)
    await pumpFile(file, part.range === 'whole' ? { start: 0, end: size - 1 } : part.range, to)
  } finally {
    await file.close()
  }
}

async function sendStream(desk: Desk, part: Part, to: Reader): Promise<void> {
  const stream = await desk.app.store.open(
    part.file.facts.key,
    part.range === 'whole' ? undefined : part.range,
  )
  if (stream === undefined) return sayLost(desk, part, to.response)
  if (to.gone.aborted || to.response.destroyed) {
    stream.destroy()
    return
  }
  writeFileHead(desk, part, to.response)
  await pipeline(stream, to.response, { signal: to.gone })
}

function writeFileHead(desk: Desk, part: Part, response: ServerResponse): void {
  const { facts, head } = part.file
  const now = desk.app.now()
  if (part.range === 'whole') response.writeHead(200, head ?? wholeHeaders(facts, now))
  else response.writeHead(206, partHeaders(facts, now, part.range))
}

/** Between the look at the row and that at the store the media may have been deleted; else bytes are missing. */
function sayLost(desk: Desk, part: Part, response: ServerResponse): void {
  desk.app.log.warn({ key: part.file.facts.key }, 'a file that has a row is not in the store')
  sayNothingThere(response)
}

/** Whether sending failed only because nobody reads any more. */
export function isGoneReader(error: unknown): boolean {
  if (error instanceof GoneError) return true
  const codes: unknown[] = [
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_STREAM_DESTROYED',
    'ABORT_ERR',
    'ECONNRESET',
    'EPIPE',
  ]
  return error instanceof Error && 'code' in error && codes.includes(error.code)
}
