import type { Bytes } from '../containers/bytes.ts'
import { type RiffChunk, readWebp } from '../containers/webp.ts'
import type { Cut, StripMode } from './cut.ts'
import { hasGps, stripExif } from './exif.ts'
import { hasPlace, withoutPlaces } from './xmp.ts'

const drawn = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ICCP'])
const flags = { EXIF: 0x08, 'XMP ': 0x04 } as const

/** Cuts for a WebP, still or moving, with the header's flags and length put right; what follows its end goes too. */
export async function planWebp(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const webp = await readWebp(bytes)
  const cuts: Cut[] = []
  for (const chunk of webp.chunks.filter(({ type }) => !drawn.has(type))) {
    const payload = Buffer.from(await bytes.at(chunk.data, chunk.length))
    cuts.push(...(mode === 'strip-all' ? cutAll(chunk, payload) : cutLocation(chunk, payload)))
  }
  const shrunk = cuts.reduce((sum, cut) => sum + (cut.end - cut.start) - (cut.with?.length ?? 0), 0)
  if (mode === 'strip-all' && webp.end < bytes.size) cuts.push({ start: webp.end, end: bytes.size })
  if (shrunk === 0) return cuts
  const gone = new Set(cuts.filter((cut) => !cut.with).map((cut) => cut.start))
  const header = await fixHeader(bytes, webp.chunks, gone)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(webp.end - 8 - shrunk)
  return [{ start: 4, end: 8, with: length }, ...header, ...cuts]
}

function cutAll(chunk: RiffChunk, payload: Buffer): Cut[] {
  const { start, end, type } = chunk
  if (type !== 'EXIF') return [{ start, end }]
  const exif = stripExif(withoutMark(payload), 'strip-all')
  return [exif ? { start, end, with: makeChunk(type, exif) } : { start, end }]
}

function cutLocation(chunk: RiffChunk, payload: Buffer): Cut[] {
  const { start, end, type } = chunk
  if (type === 'XMP ')
    return hasPlace(payload) ? [{ start, end, with: makeChunk(type, withoutPlaces(payload)) }] : []
  if (type !== 'EXIF' || !hasGps(withoutMark(payload))) return []
  const clean = stripExif(withoutMark(payload), 'strip-location')
  return clean ? [{ start, end, with: makeChunk(type, clean) }] : []
}

/** Some programs put JPEG's mark before WebP's EXIF. */
function withoutMark(payload: Buffer): Buffer {
  return payload.toString('latin1', 0, 6) === 'Exif\0\0' ? payload.subarray(6) : payload
}

async function fixHeader(bytes: Bytes, chunks: RiffChunk[], gone: Set<number>): Promise<Cut[]> {
  const [header] = chunks
  if (header?.type !== 'VP8X') return []
  let said = (await bytes.at(header.data, 1))[0] ?? 0
  for (const { type, start } of chunks) {
    if (gone.has(start) && (type === 'EXIF' || type === 'XMP ')) said &= ~flags[type]
  }
  return [{ start: header.data, end: header.data + 1, with: Buffer.from([said]) }]
}

function makeChunk(type: string, payload: Buffer): Buffer {
  const chunk = Buffer.alloc(8 + payload.length + (payload.length & 1))
  chunk.write(type, 0, 'latin1')
  chunk.writeUInt32LE(payload.length, 4)
  payload.copy(chunk, 8)
  return chunk
}
