import type { MediaRow } from '../database/tables.ts'
import type { App } from './app.ts'
import { type Place, readCursor, writeCursor } from './cursors.ts'
import { inOrder, mediaBeside, mediaIn } from './list-query.ts'
import { type Listing, type MediaFilter, resolveListing } from './listing.ts'
import { toMedia } from './media-rows.ts'
import type { Actor, Media } from './words.ts'

export type Page = {
  media: Media[]
  /** Cursors; undefined at the ends. */
  next: string | undefined
  previous: string | undefined
  total: number
}

export type PageQuery = MediaFilter & {
  after?: string | undefined
  before?: string | undefined
  limit?: number | undefined
}

const defaultLimit = 60

/** A page of a list. Throws as resolveListing, and bad-input for a cursor of another list. */
export async function listPage(app: App, actor: Actor, query: PageQuery): Promise<Page> {
  const listing = await resolveListing(app, actor, query)
  const limit = query.limit ?? defaultLimit
  const backward = query.after === undefined && query.before !== undefined
  const cursor = query.after ?? query.before
  const place =
    cursor === undefined ? undefined : readCursor(listing.sort, cursor, backward ? 'before' : 'after')
  const rows = await rowsBeside(app, listing, { place, backward, limit: limit + 1 })
  const more = rows.length > limit
  const shown = rows.slice(0, limit)
  if (backward) shown.reverse()
  const [first, last] = [shown.at(0), shown.at(-1)]
  const nearest = backward ? last : first
  // Whoever came here by a cursor came from somewhere: looking for it among words would read them all again.
  const isSearch = listing.words.length > 0
  const beyond = place && nearest ? isSearch || (await goesOn(app, listing, nearest, !backward)) : false
  const [isAhead, isBehind] = backward ? [more, beyond] : [beyond, more]
  return {
    media: shown.map(toMedia),
    previous: first && isAhead ? cursorOf(listing, first) : undefined,
    next: last && isBehind ? cursorOf(listing, last) : undefined,
    total: await countMedia(app, listing),
  }
}

/**
 * A page by number of what a user has, for protocols that count pages, from 1 on; `album` is one of his. Throws as
 * resolveListing.
 */
export async function listNumbered(
  app: App,
  actor: Actor,
  { page, size, ...filter }: MediaFilter & { page: number; size: number },
): Promise<{ media: Media[]; total: number }> {
  const listing = await resolveListing(app, actor, { scope: 'mine', ...filter })
  const mine = mediaIn(app, listing).where('user_id', '=', actor.user?.id ?? '')
  const rows = await inOrder(mine, listing, false)
    .selectAll()
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  const { total } = await mine
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { media: rows.map(toMedia), total: Number(total) }
}

/** Rows of a list from its beginning or behind a place; `backward`: from its end or ahead of the place, in reverse. */
export function rowsBeside(
  app: App,
  listing: Listing,
  from: { place: Place | undefined; backward: boolean; limit: number },
): Promise<MediaRow[]> {
  const { place, backward, limit } = from
  const query = place ? mediaBeside(app, listing, place, backward) : mediaIn(app, listing)
  return inOrder(query, listing, backward).selectAll().limit(limit).execute()
}

/** The cursor of a row: `after` it the list goes on behind, `before` it ends ahead. */
export function cursorOf({ sort }: Listing, row: MediaRow): string {
  return writeCursor(sort, { ...toMedia(row), albumPosition: row.album_position ?? undefined })
}

/** How many media a list holds. */
export async function countMedia(app: App, listing: Listing): Promise<number> {
  const { count } = await mediaIn(app, listing)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function goesOn(app: App, listing: Listing, row: MediaRow, backward: boolean): Promise<boolean> {
  const place = readCursor(listing.sort, cursorOf(listing, row), 'after')
  const query = mediaBeside(app, listing, place, backward).select('media.id').limit(1)
  return (await query.executeTakeFirst()) !== undefined
}
