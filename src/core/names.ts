import { randomHex, randomText } from './ids.ts'
import type { Naming } from './words.ts'

/** The name of a rendition or of the original itself is never a file's own: it would be another file's address. */
const renditionEnding = /\.(th|md|fr|original)\.*$/i

/**
 * A client's file name as a stored file's name without extension: `[A-Za-z0-9_.-]`, at most 200; empty when no letter
 * and no digit is left of it.
 */
export function safeName(filename: string): string {
  let name = withoutExtension(filename)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s/g, '-')
    .replace(/[^A-Za-z0-9_.-]/g, '')
    .slice(0, 200)
  while (renditionEnding.test(name)) name = name.replace(renditionEnding, '')
  return /[A-Za-z0-9]/.test(name) ? name.replace(/^\.+|\.+$/g, '') : ''
}

/** The stored file's name without extension, as the group or the door wishes it. */
export function storedName(naming: Naming, filename: string): string {
  if (naming === 'random') return randomHex()
  const name = safeName(filename) || randomText(12).toLowerCase()
  return naming === 'mixed' ? `${name.slice(0, 160)}-${randomHex()}` : name
}

/** The same name made free by a random suffix. */
export function suffixedName(name: string): string {
  return name.slice(0, 180) + randomHex().slice(0, 16)
}

/** The title that a file name suggests: `-`, `_` and blanks become one blank; at most 100 characters. */
export function titleFromName(filename: string): string {
  return cut(
    withoutExtension(filename)
      .replace(/[-_\s]+/g, ' ')
      .trim(),
    100,
  )
}

/** The part of a viewer's address that people read; empty when the title has no letters it could show. */
export function slug(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100)
}

/** The first `length` characters, never half of one. */
export function cut(text: string, length: number): string {
  const characters = [...text]
  return characters.length <= length ? text : characters.slice(0, length).join('')
}

function withoutExtension(filename: string): string {
  return filename.replace(/\.[A-Za-z0-9]{1,8}$/, '')
}
