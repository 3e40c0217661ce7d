import readExif from 'exif-reader'
import { filmHasPlace, findBlocks } from './exif.ts'

/** What a file says besides its picture. */
export type Carried = {
  /** In order, as people say it. */
  rows: { name: RowName; value: string }[]
  /** Whether it says where it was taken; as text where that can be read. */
  place: string | boolean
  /** It carries something, shown or not. */
  isAny: boolean
}

const shown = {
  camera: ({ Make, Model }) => nameOf(textOf(Make), textOf(Model)),
  serial: ({ BodySerialNumber, CameraSerialNumber }) => textOf(BodySerialNumber ?? CameraSerialNumber),
  lens: ({ LensModel }) => textOf(LensModel),
  taken: ({ DateTimeOriginal }) => dateOf(DateTimeOriginal),
  exposure: ({ ExposureTime: time }) =>
    isAbove(time, 0) ? `${time < 0.5 ? `1/${Math.round(1 / time)}` : round(time)} s` : undefined,
  aperture: ({ FNumber }) => (isAbove(FNumber, 0) ? `f/${round(FNumber)}` : undefined),
  iso: ({ ISOSpeedRatings }) => textOf(ISOSpeedRatings),
  focalLength: ({ FocalLength }) => (isAbove(FocalLength, 0) ? `${round(FocalLength)} mm` : undefined),
  software: ({ Software }) => textOf(Software),
  artist: ({ Artist, CameraOwnerName }) => textOf(Artist ?? CameraOwnerName),
  copyright: ({ Copyright }) => textOf(Copyright),
  about: ({ ImageDescription }) => textOf(ImageDescription),
} as const satisfies Record<string, (fields: Fields) => string | undefined>

export type RowName = keyof typeof shown
type Fields = Readonly<Record<string, unknown>>

/** Reads what a file carries; what cannot be read is not there. */
export async function readCarried(file: Blob, type: 'image' | 'video'): Promise<Carried> {
  if (type === 'video') {
    const place = await filmHasPlace(file)
    return { rows: [], place, isAny: place }
  }
  const { exif, xmp } = await findBlocks(file)
  const { Image, Photo, GPSInfo } = read(exif)
  const fields = { ...Image, ...Photo }
  const names = Object.keys(shown) as RowName[]
  const rows = names.flatMap((name) => {
    const value = shown[name](fields)
    return value ? [{ name, value }] : []
  })
  const place = placeOf(GPSInfo ?? {}) ?? /exif:GPSL(at|ong)itude/.test(xmp)
  return { rows, place, isAny: rows.length > 0 || place !== false || xmp !== '' }
}

/** Directories that cannot be followed are null. */
type Directories = Record<'Image' | 'Photo' | 'GPSInfo', Fields | null | undefined>

function read(exif: Uint8Array | undefined): Partial<Directories> {
  if (!exif) return {}
  try {
    return readExif(new ReadableBytes(exif) as never) as Partial<Directories>
  } catch {
    // Broken camera data says nothing.
    return {}
  }
}

/** Bytes with what the reader, written for Node, asks of them. */
class ReadableBytes extends Uint8Array {
  override toString(_encoding = '', from = 0, to = this.length): string {
    return new TextDecoder('latin1').decode(this.subarray(from, to))
  }
  readInt8 = (at: number) => viewOf(this).getInt8(at)
  readUInt16LE = (at: number) => viewOf(this).getUint16(at, true)
  readUInt16BE = (at: number) => viewOf(this).getUint16(at)
  readUInt32LE = (at: number) => viewOf(this).getUint32(at, true)
  readUInt32BE = (at: number) => viewOf(this).getUint32(at)
  readInt16LE = (at: number) => viewOf(this).getInt16(at, true)
  readInt16BE = (at: number) => viewOf(this).getInt16(at)
  readInt32LE = (at: number) => viewOf(this).getInt32(at, true)
  readInt32BE = (at: number) => viewOf(this).getInt32(at)
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength)
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to go
const control = /[\u0000-\u001f\u007f]/g
const round = (value: number) => Math.round(value * 100) / 100
const isAbove = (value: unknown, least: number): value is number => typeof value === 'number' && value > least

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value
  return typeof text === 'string' ? text.replace(control, ' ').trim().slice(0, 300) : undefined
}

/** Many models begin with their maker's name. */
function nameOf(make: string | undefined, model: string | undefined): string | undefined {
  if (!make || !model) return model || make
  const [brand = ''] = make.split(' ')
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`
}

/** The camera's own clock, as it stood. */
function dateOf(date: unknown): string | undefined {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return undefined
  return date.toISOString().replace('T', ' ').slice(0, 19)
}

/** Degrees; true where it says something that we cannot read. */
function placeOf(fields: Fields): string | true | undefined {
  const { GPSLatitude, GPSLatitudeRef, GPSLongitude, GPSLongitudeRef } = fields
  const [latitude, longitude] = [degrees(GPSLatitude, GPSLatitudeRef), degrees(GPSLongitude, GPSLongitudeRef)]
  // Cameras without a fix write noughts.
  if (latitude === 0 && longitude === 0) return undefined
  if (latitude !== undefined && longitude !== undefined)
    return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`
  return GPSLatitude !== undefined || GPSLongitude !== undefined || undefined
}

function degrees(value: unknown, side: unknown): number | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [whole = 0, minutes = 0, seconds = 0] = value.map(Number)
  const sum = whole + minutes / 60 + seconds / 3600
  if (!(sum <= 180)) return undefined
  return /^[SW]/i.test(String(side)) ? -sum : sum
}
