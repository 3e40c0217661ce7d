import { extname } from 'node:path'
import { kinds } from '../../media/kinds.ts'

/** What other hosts take besides, and hosts that make pictures of: media types by extension. */
const elsewhere: readonly (readonly [string, string])[] = [
  ['svg', 'image/svg+xml'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['jxl', 'image/jxl'],
  ['ico', 'image/x-icon'],
  ['mkv', 'video/x-matroska'],
]

const known = new Map([
  ...elsewhere,
  ...Object.values(kinds).flatMap(({ extensions, mime }) => extensions.map((name) => [name, mime] as const)),
])

/** Whether a file is called as pictures and films are: what of a folder is uploaded. */
export function isMediaName(name: string): boolean {
  return known.has(extensionOf(name))
}

/** The media type that a file's name tells; hosts look at the bytes. */
export function mediaTypeOf(name: string): string {
  return known.get(extensionOf(name)) ?? 'application/octet-stream'
}

/** Whether it is told to be a film. */
export function isFilmName(name: string): boolean {
  return mediaTypeOf(name).startsWith('video/')
}

function extensionOf(name: string): string {
  return extname(name).slice(1).toLowerCase()
}
