import { crc32, deflateSync, inflateSync } from 'node:zlib'
import type { Bytes } from '../containers/bytes.ts'
import { type Chunk, readPng } from '../containers/png.ts'
import type { Cut, StripMode } from './cut.ts'
import { hasGps, stripExif } from './exif.ts'
import { hasPlace, withoutPlaces } from './xmp.ts'

/** What drawing needs; every other chunk may hold anything. */
const drawn = new Set(
  'IHDR PLTE IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL'.split(' '),
)

const longestText = 16 * 1024 ** 2
const longestUnpacked = 4 * 1024 ** 2

/** Cuts for a PNG, still or moving; what follows its end goes too. */
export async function planPng(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const png = await readPng(bytes)
  const cuts: Cut[] = []
  for (const chunk of png.chunks) {
    if (drawn.has(chunk.type)) continue
    cuts.push(...(mode === 'strip-all' ? await cutAll(bytes, chunk) : await cutLocation(bytes, chunk)))
  }
  if (mode === 'strip-all' && png.end < bytes.size) cuts.push({ start: png.end, end: bytes.size })
  return cuts
}

async function cutAll(bytes: Bytes, chunk: Chunk): Promise<Cut[]> {
  const { start, end } = chunk
  if (chunk.type !== 'eXIf') return [{ start, end }]
  const exif = stripExif(await payloadOf(bytes, chunk), 'strip-all')
  return [exif ? { start, end, with: makeChunk('eXIf', exif) } : { start, end }]
}

async function cutLocation(bytes: Bytes, chunk: Chunk): Promise<Cut[]> {
  const { type, start, end } = chunk
  if (type === 'eXIf') {
    const exif = await payloadOf(bytes, chunk)
    const clean = hasGps(exif) ? stripExif(exif, 'strip-location') : undefined
    return clean ? [{ start, end, with: makeChunk(type, clean) }] : []
  }
  if (!['tEXt', 'zTXt', 'iTXt'].includes(type)) return []
  const text = await payloadOf(bytes, chunk)
  const keyword = text.toString('latin1', 0, Math.min(79, text.indexOf(0)))
  // Packed profiles are dropped rather than unpacked: a few bytes may unpack to gigabytes.
  if (/^Raw profile type (exif|app1|xmp|iptc)$/i.test(keyword)) return [{ start, end }]
  if (keyword !== 'XML:com.adobe.xmp') return []
  const xmp = unpack(type, text)
  if (!xmp) return [{ start, end }]
  return hasPlace(xmp.text) ? [{ start, end, with: makeChunk(type, xmp.pack(withoutPlaces(xmp.text))) }] : []
}

type Packed = { text: Buffer; pack(text: Buffer): Buffer }

/** The text of a chunk, and the way back into one; undefined when it cannot be had within bounds. */
function unpack(type: string, payload: Buffer): Packed | undefined {
  const flag = payload.indexOf(0) + 1
  if (type === 'tEXt' || (type === 'iTXt' && payload[flag] !== 1))
    return { text: payload, pack: (text) => text }
  const start = type === 'zTXt' ? flag + 1 : payload.indexOf(0, payload.indexOf(0, flag + 2) + 1) + 1
  try {
    const text = inflateSync(payload.subarray(start), { maxOutputLength: longestUnpacked })
    return { text, pack: (clean) => Buffer.concat([payload.subarray(0, start), deflateSync(clean)]) }
  } catch {
    return undefined
  }
}

async function payloadOf(bytes: Bytes, { data, end }: Chunk): Promise<Buffer> {
  return Buffer.from(await bytes.at(data, Math.min(end - 4 - data, longestText)))
}

function makeChunk(type: string, payload: Buffer): Buffer {
  const chunk = Buffer.alloc(payload.length + 12)
  chunk.writeUInt32BE(payload.length, 0)
  chunk.write(type, 4, 'latin1')
  payload.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + payload.length)), 8 + payload.length)
  return chunk
}
