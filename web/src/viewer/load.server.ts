import { type RequestEvent, redirect } from '@sveltejs/kit'
import { ApiError, orPage } from '#api'
import { readInside } from '#app/inside.ts'
import type { MediaDetails, Surroundings } from '../../../src/dialects/native/wire-media.ts'
import { isRightAddress, type Room } from './address.ts'

/** What a viewer shows. */
export type Viewed = {
  media: MediaDetails
  list: string | undefined
  around: Surroundings | undefined
}

/** The load of a viewer in a room. A wrong title or kind is sent to the right address. */
export function viewerLoad(room: Room) {
  return async (event: RequestEvent<{ name: string }>): Promise<Viewed> => {
    const { params, url, locals, setHeaders } = event
    const { base } = await locals.readSite()
    locals.viewed ??= readViewed(event, params.name)
    const viewed = await orPage(locals.viewed)
    const { media } = viewed
    if (!isRightAddress(media, { room, name: params.name }, base)) redirect(302, media.page + url.search)
    if (media.mine || media.visibility === 'private') setHeaders({ 'cache-control': 'private, no-store' })
    return viewed
  }
}

/**
 * The media of a viewer that shows the same to everybody who has not signed in; undefined when it does not. What was
 * read is there for the load.
 */
export async function openViewed(event: RequestEvent): Promise<MediaDetails | undefined> {
  event.locals.viewed = readViewed(event, event.params.name ?? '')
  try {
    const { media } = await event.locals.viewed
    return media.mine || media.visibility === 'private' ? undefined : media
  } catch {
    return undefined
  }
}

async function readViewed(event: RequestEvent, name: string): Promise<Viewed> {
  // No address holds a NUL, which the API refuses in other words.
  if (name.includes('\0')) throw new ApiError(404, {})
  const path = `/api/media/${encodeURIComponent(name)}`
  const list = event.url.searchParams.get('in') ?? undefined
  const media = await readInside<MediaDetails>(event, `${path}?view=1`)
  const isInList = list !== undefined || media.mine || media.album !== undefined
  return { media, list, around: isInList ? await aroundOf(event, path, list) : undefined }
}

/** Without its neighbours a media is shown all the same. */
function aroundOf(
  event: RequestEvent,
  path: string,
  list: string | undefined,
): Promise<Surroundings | undefined> {
  const query = list === undefined ? '' : `?${new URLSearchParams({ in: list })}`
  return readInside<Surroundings>(event, `${path}/around${query}`).catch(() => undefined)
}
