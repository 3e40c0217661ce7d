import type { Bytes } from '../containers/bytes.ts'
import { readJpeg, type Segment } from '../containers/jpeg.ts'
import type { Cut, StripMode } from './cut.ts'
import { hasGps, stripExif } from './exif.ts'
import { hasPlace, withoutPlaces } from './xmp.ts'

const exifMark = 'Exif\0\0'
const xmpMark = 'http://ns.adobe.com/xap/1.0/\0'
const extendedXmpMark = 'http://ns.adobe.com/xmp/extension/\0'
const comment = 0xfe

/**
 * Cuts for a JPEG. Kept are what drawing needs: tables and scans, JFIF, Adobe's colour transform, the ICC profile and
 * an orientation. What follows the picture (further pictures, films of motion photos) goes with the rest, and with
 * the location, since a place may be in there too.
 */
export async function planJpeg(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const jpeg = await readJpeg(bytes)
  const cuts: Cut[] = []
  for (const segment of jpeg.segments) {
    if (!isApplication(segment.marker) && segment.marker !== comment) continue
    const payload = Buffer.from(await bytes.at(segment.start + 4, segment.end - segment.start - 4))
    cuts.push(...(mode === 'strip-all' ? cutAll(segment, payload) : cutLocation(segment, payload)))
  }
  if (jpeg.end < bytes.size && (mode === 'strip-all' || cuts.length > 0)) {
    cuts.push({ start: jpeg.end, end: bytes.size })
  }
  return cuts
}

function cutAll(segment: Segment, payload: Buffer): Cut[] {
  if (isDrawn(segment.marker, payload)) return []
  if (!startsWith(payload, exifMark)) return [range(segment)]
  const exif = stripExif(payload.subarray(exifMark.length), 'strip-all')
  return [exif ? { ...range(segment), with: exifSegment(exif) } : range(segment)]
}

function cutLocation(segment: Segment, payload: Buffer): Cut[] {
  if (segment.marker === 0xed) return hasIptcPlace(payload) ? [range(segment)] : []
  if (segment.marker !== 0xe1) return []
  if (startsWith(payload, exifMark)) {
    const exif = payload.subarray(exifMark.length)
    const clean = hasGps(exif) ? stripExif(exif, 'strip-location') : undefined
    return clean ? [{ ...range(segment), with: exifSegment(clean) }] : []
  }
  const isXmp = startsWith(payload, xmpMark) || startsWith(payload, extendedXmpMark)
  if (!isXmp || !hasPlace(payload)) return []
  return [{ start: segment.start + 4, end: segment.end, with: withoutPlaces(payload) }]
}

function isDrawn(marker: number, payload: Buffer): boolean {
  if (marker === 0xe0) return startsWith(payload, 'JFIF\0')
  if (marker === 0xe2) return startsWith(payload, 'ICC_PROFILE\0')
  return marker === 0xee && startsWith(payload, 'Adobe')
}

/** IPTC-IIM record 2 names places in datasets 90 to 101, and 26 and 27. */
function hasIptcPlace(payload: Buffer): boolean {
  for (
    let at = payload.indexOf(0x1c);
    at !== -1 && at + 2 < payload.length;
    at = payload.indexOf(0x1c, at + 1)
  ) {
    const dataset = payload[at + 2] ?? 0
    if (payload[at + 1] === 2 && (dataset === 26 || dataset === 27 || (dataset >= 90 && dataset <= 101)))
      return true
  }
  return false
}

function exifSegment(exif: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xffe1, 0)
  head.writeUInt16BE(2 + exifMark.length + exif.length, 2)
  return Buffer.concat([head, Buffer.from(exifMark, 'latin1'), exif])
}

function range({ start, end }: Segment): Cut {
  return { start, end }
}

function isApplication(marker: number): boolean {
  return marker >= 0xe0 && marker <= 0xef
}

function startsWith(payload: Buffer, mark: string): boolean {
  return payload.toString('latin1', 0, mark.length) === mark
}
