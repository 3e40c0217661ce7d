import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { parseViewerName } from './links.ts'
import { findByStoreName, findMedia, isGone } from './media.ts'
import { opensByAlbum, placesOf } from './media-places.ts'
import { isOpen, mayManage, mayView } from './policy.ts'
import type { Actor, Media } from './words.ts'

/**
 * The media that an address names (an id, `some-title.ID`, or a store name), for whoever may see it. Throws not-found,
 * or already-deleted for what everybody could see once.
 */
export async function viewMedia(app: App, actor: Actor, name: string): Promise<Media> {
  const parsed = parseViewerName(name)
  const media = await ('id' in parsed ? findMedia(app, parsed.id) : findByStoreName(app, parsed.storeName))
  if (media && (await isFor(app, actor, media))) return media
  if (!media && (await isGone(app, parsed))) throw new AppError('already-deleted', 'This media is gone')
  throw new AppError('not-found', 'There is nothing at this address')
}

/** The same for whoever may change it. Throws forbidden for those who may only see it. */
export async function manageMedia(app: App, actor: Actor, name: string): Promise<Media> {
  const media = await viewMedia(app, actor, name)
  if (!mayManage(actor, media)) throw new AppError('forbidden', 'This media is not yours')
  return media
}

async function isFor(app: App, actor: Actor, media: Media): Promise<boolean> {
  if (isOpen(media, app.now()) || mayView(actor, media, app.now())) return true
  return opensByAlbum(actor, media, await placesOf(app, [media]))
}
