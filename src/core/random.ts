import { randomInt } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { countMedia } from './library.ts'
import { inOrder, mediaIn } from './list-query.ts'
import { resolveListing } from './listing.ts'
import { toMedia } from './media-rows.ts'
import type { Actor, Media } from './words.ts'

/** Any of the media that everybody may see, each equally likely. Throws not-found when there is none, and as admitLists. */
export async function randomMedia(app: App, actor: Actor): Promise<Media> {
  const listing = await resolveListing(app, actor, { scope: 'public' })
  const count = await countMedia(app, listing)
  // Only ids are walked over, in the index; nobody scrolls here.
  const chosen = inOrder(mediaIn(app, listing), listing, false)
    .select('media.id')
    .limit(1)
    .offset(count === 0 ? 0 : randomInt(count))
  const row = await app.db.selectFrom('media').selectAll().where('id', 'in', chosen).executeTakeFirst()
  if (!row) throw new AppError('not-found', 'There is nothing yet that everybody may see')
  return toMedia(row)
}
