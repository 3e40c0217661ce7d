import type { StripMode } from './cut.ts'

const orientationTag = 0x0112
const gpsTag = 0x8825

type Entry = { at: number; tag: number; type: number; count: number }

type Tiff = { bytes: Buffer; u16(at: number): number; u32(at: number): number }

/**
 * Bytes of an EXIF block (a TIFF structure, without `Exif\0\0`) with what must go taken out: for `strip-all` all but
 * an orientation that turns the picture, or undefined when nothing remains; for `strip-location` the same bytes with
 * the GPS directory blanked in place.
 */
export function stripExif(exif: Buffer, mode: StripMode): Buffer | undefined {
  const tiff = openTiff(exif)
  if (mode === 'strip-all') {
    const orientation = tiff ? readOrientation(tiff) : 1
    return orientation > 1 ? orientationOnly(orientation) : undefined
  }
  return tiff ? withoutGps(tiff) : exif
}

/** Whether an EXIF block says where. */
export function hasGps(exif: Buffer): boolean {
  const tiff = openTiff(exif)
  return tiff !== undefined && readEntries(tiff, tiff.u32(4)).some((entry) => entry.tag === gpsTag)
}

function openTiff(exif: Buffer): Tiff | undefined {
  const mark = exif.toString('latin1', 0, 4)
  if (exif.length < 14 || (mark !== 'II*\0' && mark !== 'MM\0*')) return undefined
  const little = mark[0] === 'I'
  const bytes = Buffer.from(exif)
  return {
    bytes,
    u16: (at) =>
      at < 0 || at + 2 > bytes.length ? 0 : little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at),
    u32: (at) =>
      at < 0 || at + 4 > bytes.length ? 0 : little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at),
  }
}

function readEntries(tiff: Tiff, directory: number): Entry[] {
  const entries: Entry[] = []
  const count = tiff.u16(directory)
  for (let index = 0; index < count; index++) {
    const at = directory + 2 + 12 * index
    if (at + 12 > tiff.bytes.length) break
    entries.push({ at, tag: tiff.u16(at), type: tiff.u16(at + 2), count: tiff.u32(at + 4) })
  }
  return entries
}

function readOrientation(tiff: Tiff): number {
  const entry = readEntries(tiff, tiff.u32(4)).find(({ tag }) => tag === orientationTag)
  const orientation = entry ? tiff.u16(entry.at + 8) : 1
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

/** The shortest EXIF that turns a picture. */
function orientationOnly(orientation: number): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.write('MM\0*', 0, 'latin1')
  bytes.writeUInt32BE(8, 4)
  bytes.writeUInt16BE(1, 8)
  bytes.writeUInt16BE(orientationTag, 10)
  bytes.writeUInt16BE(3, 12)
  bytes.writeUInt32BE(1, 14)
  bytes.writeUInt16BE(orientation, 18)
  return bytes
}

const typeLengths = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

/** Blanks the GPS directory with its values, and makes the entry that points to it say nothing. */
function withoutGps(tiff: Tiff): Buffer {
  const { bytes } = tiff
  let directory = tiff.u32(4)
  // The directories of a block form a list; the picture's own comes first, its thumbnail's second.
  for (let turn = 0; directory !== 0 && turn < 4; turn++) {
    const entries = readEntries(tiff, directory)
    for (const entry of entries.filter(({ tag }) => tag === gpsTag)) {
      const gps = tiff.u32(entry.at + 8)
      for (const { at, type, count } of readEntries(tiff, gps)) {
        const length = (typeLengths[type] ?? 1) * count
        if (length > 4) blank(bytes, tiff.u32(at + 8), length)
        bytes.fill(0, at, at + 12)
      }
      blank(bytes, gps, 2)
    }
    const next = tiff.u32(directory + 2 + 12 * entries.length)
    removeEntries(tiff, directory, entries)
    directory = next
  }
  return bytes
}

/** Moves the entries that stay together and shortens the directory; its successor's offset moves along. */
function removeEntries(tiff: Tiff, directory: number, entries: Entry[]): void {
  const staying = entries.filter(({ tag }) => tag !== gpsTag)
  if (staying.length === entries.length) return
  const { bytes } = tiff
  const after = directory + 2 + 12 * entries.length
  const parts = [
    ...staying.map(({ at }) => Buffer.from(bytes.subarray(at, at + 12))),
    bytes.subarray(after, after + 4),
  ]
  const list = Buffer.concat(parts)
  bytes.fill(0, directory + 2, Math.min(bytes.length, after + 4))
  list.copy(bytes, directory + 2)
  const little = bytes[0] === 0x49
  if (little) bytes.writeUInt16LE(staying.length, directory)
  else bytes.writeUInt16BE(staying.length, directory)
}

function blank(bytes: Buffer, at: number, length: number): void {
  if (at >= 8 && at < bytes.length) bytes.fill(0, at, Math.min(bytes.length, at + length))
}
