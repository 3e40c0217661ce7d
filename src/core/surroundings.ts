import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { type Place, readCursor } from './cursors.ts'
import { countMedia, cursorOf, rowsBeside } from './library.ts'
import { mediaBeside, mediaIn } from './list-query.ts'
import { type Listing, type MediaFilter, resolveListing } from './listing.ts'
import { toMedia } from './media-rows.ts'
import { mayManage } from './policy.ts'
import type { Actor, Media } from './words.ts'

export type Surroundings = {
  previous: Media | undefined
  next: Media | undefined
  /** From 1. */
  position: number | undefined
  total: number | undefined
  /** In the list's order, itself among them. */
  strip: Media[]
}

/** How many neighbours are told of on each side at least, and in all. */
const [near, most] = [4, 9]

/**
 * What stands around a media in a list; without one in its album where the actor may see that, else among the actor's
 * own. A media that is not in the list stands alone.
 */
export async function surroundingsOf(
  app: App,
  actor: Actor,
  { media, filter }: { media: Media; filter: MediaFilter | undefined },
): Promise<Surroundings> {
  const listing = await listingFor(app, actor, { media, filter })
  const row = listing && (await rowIn(app, listing, media))
  if (!listing || !row) {
    return { previous: undefined, next: undefined, position: undefined, total: undefined, strip: [media] }
  }
  const place = readCursor(listing.sort, cursorOf(listing, row), 'in')
  const [ahead, behind] = await Promise.all([
    rowsBeside(app, listing, { place, backward: true, limit: most - 1 }),
    rowsBeside(app, listing, { place, backward: false, limit: most - 1 }),
  ])
  const before = ahead.slice(0, Math.max(near, most - 1 - behind.length))
  const after = behind.slice(0, most - 1 - before.length)
  const strip = [...before.toReversed(), row, ...after].map(toMedia)
  const [previous, next] = [ahead[0], behind[0]]
  return {
    previous: previous && toMedia(previous),
    next: next && toMedia(next),
    ...(await counted(app, listing, place)),
    strip,
  }
}

/** Counting what holds words reads all texts there are, twice: it is not done for a line below a picture. */
async function counted(
  app: App,
  listing: Listing,
  place: Place,
): Promise<Pick<Surroundings, 'position' | 'total'>> {
  if (listing.words.length > 0) return { position: undefined, total: undefined }
  const total = await countMedia(app, listing)
  const { count } = await mediaBeside(app, listing, place, true)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { position: Number(count) + 1, total }
}

async function listingFor(
  app: App,
  actor: Actor,
  { media, filter }: { media: Media; filter: MediaFilter | undefined },
): Promise<Listing | undefined> {
  const asked = filter && (await listingSeen(app, actor, filter))
  if (asked) return asked
  if (media.albumId !== undefined) {
    const listing = await listingSeen(app, actor, { album: media.albumId })
    const isOpen = listing && (mayManage(actor, media) || (await isListed(app, media.albumId)))
    if (isOpen) return listing
  }
  if (!mayManage(actor, media)) return undefined
  if (actor.user && actor.user.id === media.userId) return resolveListing(app, actor, { scope: 'mine' })
  return actor.user ? undefined : resolveListing(app, actor, { scope: 'guest' })
}

/** Undefined for a list that the actor may not see: its address may have come from somebody who may. */
async function listingSeen(app: App, actor: Actor, filter: MediaFilter): Promise<Listing | undefined> {
  try {
    return await resolveListing(app, actor, filter)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** An album by link is not given away by what lies in it. */
async function isListed(app: App, albumId: string): Promise<boolean> {
  const row = await app.db
    .selectFrom('albums')
    .select('visibility')
    .where('id', '=', albumId)
    .executeTakeFirst()
  return row !== undefined && row.visibility !== 'link'
}

async function rowIn(app: App, listing: Listing, { id }: Media): Promise<MediaRow | undefined> {
  return mediaIn(app, listing).selectAll().where('media.id', '=', id).executeTakeFirst()
}
