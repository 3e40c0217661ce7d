import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** A marker segment: `start` at its 0xFF, `end` after its payload. */
export type Segment = { marker: number; start: number; end: number }

export type Jpeg = {
  /** The segments that carry a payload, in order. */
  segments: Segment[]
  /** As coded, before orientation. */
  width: number
  height: number
  /** Where the picture ends; what follows is not part of it. */
  end: number
}

const step = 64 * 1024
const endOfImage = 0xd9
const startOfScan = 0xda

/** Walks a JPEG's segments and scans (ITU T.81, annex B) to its end without decoding. */
export async function readJpeg(bytes: Bytes): Promise<Jpeg> {
  return await walk(bytes, (scan) => skipScan(bytes, scan.end))
}

/** The same up to where the picture's data begin: `end` is there. */
export async function readJpegHeader(bytes: Bytes): Promise<Jpeg> {
  return await walk(bytes, () => undefined)
}

/** `scan` answers where to go on behind a scan's header; undefined ends the walk. */
async function walk(bytes: Bytes, scan: (header: Segment) => Promise<number> | undefined): Promise<Jpeg> {
  const jpeg: Jpeg = { segments: [], width: 0, height: 0, end: 0 }
  let at = 2
  for (;;) {
    const marker = await markerAt(bytes, at)
    if (marker === endOfImage) return { ...jpeg, end: at + 2 }
    if (marker === 0xff || isBare(marker)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const segment = await readSegment(bytes, at, marker)
    jpeg.segments.push(segment)
    if (isFrame(marker) && jpeg.width === 0) {
      const frame = await bytes.at(at, 9)
      jpeg.height = frame.readUInt16BE(5)
      jpeg.width = frame.readUInt16BE(7)
    }
    const next = marker === startOfScan ? await scan(segment) : segment.end
    if (next === undefined) return { ...jpeg, end: segment.end }
    at = next
  }
}

async function readSegment(bytes: Bytes, start: number, marker: number): Promise<Segment> {
  const length = (await bytes.at(start + 2, 2)).readUInt16BE()
  if (length < 2) throw broken('a JPEG segment without length')
  const end = start + 2 + length
  if (end > bytes.size) throw broken('the JPEG ends within a segment')
  return { marker, start, end }
}

async function markerAt(bytes: Bytes, at: number): Promise<number> {
  const pair = await bytes.at(at, 2)
  if (pair[0] !== 0xff) throw broken(`no JPEG marker at ${at}`)
  return pair[1] ?? 0
}

/** Entropy-coded data runs until a marker that is neither stuffing nor a restart. */
async function skipScan(bytes: Bytes, from: number): Promise<number> {
  let at = from
  while (at + 1 < bytes.size) {
    const chunk = await bytes.at(at, Math.min(step, bytes.size - at))
    let found = chunk.indexOf(0xff)
    while (found !== -1 && found + 1 < chunk.length) {
      const next = chunk[found + 1] ?? 0
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at + found
      found = chunk.indexOf(0xff, found + (next === 0xff ? 1 : 2))
    }
    at += found === chunk.length - 1 ? chunk.length - 1 : chunk.length
  }
  throw broken('the JPEG ends within its picture')
}

function isBare(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
