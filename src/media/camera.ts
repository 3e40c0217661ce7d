import exifReader from 'exif-reader'
import type { Metadata } from 'sharp'
import type { Camera } from './facts.ts'

const maxTitle = 200
const maxText = 2000
const maxXmp = 1024 * 1024

type Fields = Record<string, unknown>

/** What the camera and the sender's programs wrote, from EXIF, then IPTC, then XMP, then PNG's texts. */
export function readCamera(metadata: Metadata): Camera {
  const { image, photo, place } = readExif(metadata.exif)
  const xmp = (metadata.xmp ?? Buffer.alloc(0)).toString('utf8', 0, maxXmp)
  const iptc = metadata.iptc ?? metadata.tifftagPhotoshop
  const camera: Camera = {}
  const title = firstText(
    maxTitle,
    iptcText(iptc, 5),
    wideText(image.XPTitle),
    xmpText(xmp, 'dc:title'),
    comment(metadata, 'Title'),
  )
  const description = firstText(
    maxText,
    image.ImageDescription,
    iptcText(iptc, 120),
    xmpText(xmp, 'dc:description'),
    comment(metadata, 'Description'),
  )
  const make = firstText(maxTitle, image.Make)
  const model = firstText(maxTitle, image.Model)
  const takenAt = readDate(photo)
  const exif = shownFields(image, photo)
  if (title) camera.title = title
  if (description) camera.description = description
  if (make) camera.make = make
  if (model) camera.model = model
  if (takenAt !== undefined) camera.takenAt = takenAt
  if (exif) camera.exif = exif
  const taken = readPlace(place)
  if (taken) camera.place = taken
  return camera
}

/** Whether Photo Sphere XMP says that the picture wraps around (GPano schema). */
export function readIs360(metadata: Metadata): boolean {
  const xmp = (metadata.xmp ?? Buffer.alloc(0)).toString('utf8', 0, maxXmp)
  return /GPano:ProjectionType\s*(=\s*["']|>)\s*(equirectangular|cylindrical)/i.test(xmp)
}

function readExif(bytes: Buffer | undefined): { image: Fields; photo: Fields; place: Fields } {
  const nothing = { image: {}, photo: {}, place: {} }
  if (!bytes) return nothing
  try {
    // The reader answers null for a directory that it cannot follow, which its types do not say.
    const { Image, Photo, GPSInfo } = exifReader(bytes)
    return { image: Image ?? {}, photo: Photo ?? {}, place: GPSInfo ?? {} }
  } catch {
    // Broken camera data is no reason to refuse a sound picture.
    return nothing
  }
}

/** The camera's clock with its offset; without one it is taken as UTC. */
function readDate(photo: Fields): number | undefined {
  const date = photo.DateTimeOriginal ?? photo.DateTimeDigitized
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return undefined
  const offset = /^([+-])(\d\d):(\d\d)/.exec(String(photo.OffsetTimeOriginal ?? ''))
  if (!offset) return date.getTime()
  const minutes = Number(offset[2]) * 60 + Number(offset[3])
  return date.getTime() - (offset[1] === '-' ? -1 : 1) * minutes * 60_000
}

/** Degrees, north and east positive; a metre or so exact. */
function readPlace(fields: Fields): { latitude: number; longitude: number } | undefined {
  const latitude = readDegrees(fields.GPSLatitude, fields.GPSLatitudeRef, 90)
  const longitude = readDegrees(fields.GPSLongitude, fields.GPSLongitudeRef, 180)
  // Cameras without a fix write noughts.
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0))
    return undefined
  return { latitude, longitude }
}

function readDegrees(value: unknown, side: unknown, most: number): number | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [degrees, minutes, seconds] = value.map(Number) as [number, number, number]
  const sum = degrees + minutes / 60 + seconds / 3600
  if (!(sum >= 0 && sum <= most)) return undefined
  return Math.round((/^[SW]/i.test(String(side)) ? -sum : sum) * 100_000) / 100_000
}

const shown = [
  'Make',
  'Model',
  'LensMake',
  'LensModel',
  'Software',
  'Artist',
  'Copyright',
  'DateTimeOriginal',
  'OffsetTimeOriginal',
  'ExposureTime',
  'FNumber',
  'ISOSpeedRatings',
  'ExposureBiasValue',
  'ExposureProgram',
  'MeteringMode',
  'Flash',
  'FocalLength',
  'FocalLengthIn35mmFilm',
  'WhiteBalance',
  'Orientation',
] as const

function shownFields(image: Fields, photo: Fields): Record<string, string | number> | undefined {
  const fields: Record<string, string | number> = {}
  for (const name of shown) {
    const value = showField(name, photo[name] ?? image[name])
    if (value !== undefined && value !== '') fields[name] = value
  }
  return Object.keys(fields).length > 0 ? fields : undefined
}

function showField(name: string, value: unknown): string | number | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : showDate(value)
  if (typeof value === 'number' && Number.isFinite(value)) {
    const isFraction = name === 'ExposureTime' && value > 0 && value < 0.5
    return isFraction ? `1/${Math.round(1 / value)}` : Math.round(value * 1000) / 1000
  }
  return clean(value, maxTitle)
}

/** `2024:05:06 07:08:09`, as EXIF writes it. */
function showDate(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T')
  return `${day.replaceAll('-', ':')} ${time.slice(0, 8)}`
}

function firstText(limit: number, ...values: unknown[]): string | undefined {
  for (const value of values) {
    const text = clean(value, limit)
    if (text) return text
  }
  return undefined
}

function clean(value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string') return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to go
  const text = value.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trim()
  return text.slice(0, limit).toWellFormed()
}

/** Windows' own tags hold UTF-16. */
function wideText(value: unknown): string | undefined {
  if (!Array.isArray(value) && !Buffer.isBuffer(value)) return undefined
  return Buffer.from(value as number[]).toString('utf16le')
}

/** A dataset of IPTC-IIM record 2: 5 is the title, 120 the caption. */
function iptcText(iptc: Buffer | undefined, dataset: number): string | undefined {
  const at = iptc?.indexOf(Buffer.from([0x1c, 2, dataset])) ?? -1
  if (!iptc || at === -1 || at + 5 > iptc.length) return undefined
  const bytes = iptc.subarray(at + 5, at + 5 + iptc.readUInt16BE(at + 3))
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? bytes.toString('latin1') : text
}

function xmpText(xmp: string, name: string): string | undefined {
  const start = xmp.indexOf(`<${name}>`)
  const end = xmp.indexOf(`</${name}>`, start)
  if (start === -1 || end === -1) return undefined
  const item = /<rdf:li[^>]*>([^<]*)</.exec(xmp.slice(start, Math.min(end, start + 10_000)))
  return item?.[1]
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

function comment(metadata: Metadata, keyword: string): string | undefined {
  return metadata.comments?.find((entry) => entry.keyword === keyword)?.text
}
