import type { Media } from '../../core/words.ts'
import type { MediaDetails } from './wire-media.ts'

type Value = string | number
type Fields = Readonly<Record<string, Value>>

const programs = [
  'Not defined',
  'Manual',
  'Program',
  'Aperture priority',
  'Shutter priority',
  'Creative',
  'Action',
  'Portrait',
  'Landscape',
]
const meterings = [
  'Unknown',
  'Average',
  'Centre-weighted',
  'Spot',
  'Multi-spot',
  'Pattern',
  'Partial',
] as const

/** The rows of the table in order: what each is called, and what it makes of the fields (EXIF 2.32, 4.6). */
const rows: readonly [name: string, read: (fields: Fields) => string | undefined][] = [
  ['camera', ({ Make, Model }) => nameOf(Make, Model)],
  ['lens', ({ LensMake, LensModel }) => nameOf(LensMake, LensModel)],
  ['taken', ({ DateTimeOriginal, OffsetTimeOriginal }) => dateOf(DateTimeOriginal, OffsetTimeOriginal)],
  ['exposure', ({ ExposureTime }) => withUnit(ExposureTime, ' s')],
  ['aperture', ({ FNumber }) => (FNumber === undefined ? undefined : `f/${FNumber}`)],
  ['iso', ({ ISOSpeedRatings }) => textOf(ISOSpeedRatings)],
  ['focalLength', ({ FocalLength }) => withUnit(FocalLength, ' mm')],
  ['focalLength35', ({ FocalLengthIn35mmFilm }) => withUnit(FocalLengthIn35mmFilm, ' mm')],
  ['exposureBias', ({ ExposureBiasValue }) => biasOf(ExposureBiasValue)],
  ['program', ({ ExposureProgram }) => programs[Number(ExposureProgram || Number.NaN)]],
  ['metering', ({ MeteringMode }) => meterings[Number(MeteringMode || Number.NaN)]],
  ['flash', ({ Flash }) => (typeof Flash === 'number' ? (Flash & 1 ? 'On' : 'Off') : undefined)],
  ['whiteBalance', ({ WhiteBalance }) => ({ 0: 'Auto', 1: 'Manual' })[Number(WhiteBalance ?? Number.NaN)]],
  ['software', ({ Software }) => textOf(Software)],
  ['artist', ({ Artist }) => textOf(Artist)],
  ['copyright', ({ Copyright }) => textOf(Copyright)],
]

/** What the camera wrote, as people say it: `exposure`: `1/250 s`. */
export function cameraTable({ exif }: Pick<Media, 'exif'>): MediaDetails['camera'] {
  const fields = fieldsOf(exif)
  return rows.flatMap(([name, read]) => {
    const value = read(fields)
    return value ? [{ name: name as MediaDetails['camera'][number]['name'], value }] : []
  })
}

/** Where it was taken, if the site keeps that; degrees. */
export function placeTaken({ exif }: Pick<Media, 'exif'>): MediaDetails['place'] {
  const { Latitude: latitude, Longitude: longitude } = fieldsOf(exif)
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined
}

function fieldsOf(exif: string | undefined): Fields {
  return exif === undefined ? {} : JSON.parse(exif)
}

/** Many models begin with their maker's name. */
function nameOf(make: Value | undefined, model: Value | undefined): string | undefined {
  const [maker, name] = [textOf(make), textOf(model)]
  if (!maker || !name) return name || maker
  const [brand = ''] = maker.split(' ')
  return name.toLowerCase().startsWith(brand.toLowerCase()) ? name : `${maker} ${name}`
}

function dateOf(date: Value | undefined, offset: Value | undefined): string | undefined {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(String(date ?? ''))
  if (!found) return undefined
  const [, year, month, day, time] = found
  const zone = /^[+-]\d\d:\d\d/.exec(String(offset ?? ''))
  return `${year}-${month}-${day} ${time}${zone ? ` ${zone[0]}` : ''}`
}

function biasOf(value: Value | undefined): string | undefined {
  return typeof value === 'number' ? `${value > 0 ? '+' : ''}${Math.round(value * 10) / 10} EV` : undefined
}

function withUnit(value: Value | undefined, unit: string): string | undefined {
  return value === undefined || value === 0 ? undefined : `${value}${unit}`
}

function textOf(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : String(value).trim()
}
