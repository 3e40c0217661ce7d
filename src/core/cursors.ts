import { AppError } from '../errors.ts'
import type { Sort } from './listing.ts'
import type { Media } from './words.ts'

/** A place in a list: right behind or ahead of the media with this id, which need not be there any more. */
export type Place = { id: string; value: string | number | undefined }

/** What a place is found by besides the id, as text. */
export type Placed = Pick<Media, 'id' | 'size' | 'views' | 'title'> & { albumPosition: number | undefined }

/** By what the media of a list are ordered ahead of their ids. */
export const sortColumns = {
  newest: undefined,
  oldest: undefined,
  largest: 'size',
  smallest: 'size',
  views: 'views',
  title: 'title',
  manual: 'album_position',
} as const satisfies Record<Sort, string | undefined>

/** A place as it stands in addresses: `ID`, or `ID~value`. */
export function writeCursor(sort: Sort, media: Placed): string {
  switch (sortColumns[sort]) {
    case undefined:
      return media.id
    case 'title':
      return `${media.id}~${titleValue(media.title)}`
    case 'album_position':
      return `${media.id}~${media.albumPosition ?? ''}`
    case 'size':
      return `${media.id}~${media.size}`
    case 'views':
      return `${media.id}~${media.views}`
  }
}

/** Reads what `writeCursor` wrote for the same order. Throws bad-input. */
export function readCursor(sort: Sort, cursor: string, field: string): Place {
  const [, id, tail] = /^([A-Za-z0-9]+)(?:~(.*))?$/su.exec(cursor) ?? []
  const column = sortColumns[sort]
  if (id === undefined || (column === undefined) !== (tail === undefined) || tail?.includes('\0')) {
    throw new AppError('bad-input', `${field}: no cursor of this list`, { details: { field } })
  }
  if (column === undefined || tail === undefined) return { id, value: undefined }
  if (column === 'title') return { id, value: tail }
  if (column === 'album_position' && tail === '') return { id, value: undefined }
  if (!/^-?\d{1,15}$/.test(tail)) {
    throw new AppError('bad-input', `${field}: no cursor of this list`, { details: { field } })
  }
  return { id, value: Number(tail) }
}

/** As the databases make it: only ASCII letters become small. */
function titleValue(title: string): string {
  return title.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
