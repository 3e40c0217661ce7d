import type { AlbumRow, MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { admitManager } from './batches.ts'
import { keptName } from './file-names.ts'
import { toMedia } from './media-rows.ts'
import { cut, titleFromName } from './names.ts'
import { hasExpired, longestExpiry } from './policy.ts'
import { visibilityIn, visibilityOf } from './privacy.ts'
import { cleanLine, cleanText, mostTags, tagsIn } from './texts.ts'
import type { Actor, AlbumVisibility, Visibility } from './words.ts'

/** What may be changed of a media; null takes a value away. `tags` replaces them, `addTags` adds to them. */
export type Change = {
  /** The name that the file has for people; a title that was made of it follows. */
  filename?: string | undefined
  title?: string | undefined
  description?: string | null | undefined
  tags?: readonly string[] | undefined
  addTags?: readonly string[] | undefined
  albumId?: string | null | undefined
  categoryId?: number | null | undefined
  nsfw?: boolean | undefined
  visibility?: Visibility | undefined
  /** Milliseconds since 1970. */
  expiresAt?: number | null | undefined
}

export type ChangeContext = {
  actor: Actor
  now: number
  /** Those that media lie in or are to lie in. */
  albums: ReadonlyMap<string, Pick<AlbumRow, 'id' | 'user_id' | 'visibility'>>
  categories: ReadonlySet<number>
}

/** The row as it is to be, and what undoes that. Throws what refuses the change. */
export function changeRow(
  context: ChangeContext,
  former: MediaRow | undefined,
  change: Change,
): { former: MediaRow; row: MediaRow; before: Change } {
  const media = former && toMedia(former)
  admitManager(context.actor, media, context.now)
  if (!former || media.trashedAt !== undefined || hasExpired(media, context.now)) {
    throw new AppError('already-deleted', 'This media is gone')
  }
  const row: MediaRow = { ...former, ...nameColumns(former, change), ...textColumns(former, change) }
  if (change.nsfw !== undefined) row.nsfw = Number(change.nsfw)
  if (change.categoryId !== undefined) row.category_id = categoryOf(context, change.categoryId)
  if (change.albumId !== undefined) Object.assign(row, placeIn(context, former, change.albumId))
  row.visibility = settledVisibility(context, { former, row, change })
  if (change.expiresAt !== undefined) row.expires_at = expiryOf(context, former, change.expiresAt)
  return { former, row, before: undoing(former, row) }
}

function nameColumns(former: MediaRow, { filename }: Change): Partial<MediaRow> {
  if (filename === undefined) return {}
  const original_name = keptName(filename)
  const isNamed = former.title === titleFromName(former.original_name)
  return { original_name, ...(isNamed && { title: titleFromName(original_name) }) }
}

function textColumns(former: MediaRow, change: Change): Partial<MediaRow> {
  const { title, description, tags, addTags } = change
  const own: string[] = JSON.parse(former.tags)
  const wanted = [...(tags ?? own), ...(addTags ?? [])].flatMap((tag) => tagsIn(cleanText(tag)))
  return {
    ...(title !== undefined && { title: cut(cleanLine(title), 100) }),
    ...(description !== undefined && { description: cleanText(description ?? '') || null }),
    ...((tags || addTags) && { tags: JSON.stringify([...new Set(wanted)].slice(0, mostTags)) }),
  }
}

function categoryOf({ categories }: ChangeContext, id: number | null): number | null {
  if (id === null || categories.has(id)) return id
  throw new AppError('bad-category', 'There is no such category')
}

/** An album takes only what belongs to its owner. */
function placeIn({ albums }: ChangeContext, former: MediaRow, id: string | null): Partial<MediaRow> {
  if (id === former.album_id) return {}
  const album = id === null ? undefined : albums.get(id)
  if (id !== null && (!album || album.user_id !== former.user_id)) {
    throw new AppError('bad-album', 'There is no such album of its owner')
  }
  return { album_id: id, album_position: null }
}

/** Moved into an album, a media takes the stricter of both; what lies in one that not everybody may enter stays private. */
function settledVisibility(
  { albums }: ChangeContext,
  { former, row, change }: { former: MediaRow; row: MediaRow; change: Change },
): Visibility {
  const wanted = change.visibility ?? (former.visibility as Visibility)
  const album = row.album_id === null ? undefined : albums.get(row.album_id)
  if (!album) return wanted
  const privacy = album.visibility as AlbumVisibility
  if (row.album_id !== former.album_id) return visibilityIn(privacy, wanted)
  if (change.visibility !== undefined && visibilityOf(privacy) === 'private' && wanted !== 'private') {
    throw new AppError('forbidden', 'It lies in an album that is private: move it out first')
  }
  return wanted
}

/** No change makes a media last longer than its group allows, unless it did already. */
function expiryOf({ actor, now }: ChangeContext, former: MediaRow, wanted: number | null): number | null {
  const { maxExpiry } = actor.group
  const allowed =
    maxExpiry === undefined || former.expires_at === null
      ? Number.POSITIVE_INFINITY
      : Math.max(former.expires_at, former.created_at + maxExpiry)
  if (wanted !== null && wanted <= now) throw new AppError('bad-expiration', 'That time is over')
  if (wanted !== null && wanted > now + longestExpiry)
    throw new AppError('bad-expiration', 'That time is too far away')
  const settled = Math.min(wanted ?? Number.POSITIVE_INFINITY, allowed)
  return settled === Number.POSITIVE_INFINITY ? null : settled
}

function undoing(former: MediaRow, row: MediaRow): Change {
  return {
    ...(former.original_name !== row.original_name && { filename: former.original_name }),
    ...(former.title !== row.title && { title: former.title }),
    ...(former.description !== row.description && { description: former.description }),
    ...(former.tags !== row.tags && { tags: JSON.parse(former.tags) as string[] }),
    ...(former.album_id !== row.album_id && { albumId: former.album_id }),
    ...(former.category_id !== row.category_id && { categoryId: former.category_id }),
    ...(former.nsfw !== row.nsfw && { nsfw: former.nsfw === 1 }),
    ...(former.visibility !== row.visibility && { visibility: former.visibility as Visibility }),
    ...(former.expires_at !== row.expires_at && { expiresAt: former.expires_at }),
  }
}
