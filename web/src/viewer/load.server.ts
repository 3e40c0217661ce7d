import { type RequestEvent, redirect } from '@sveltejs/kit'
import { ApiError, orPage } from '#api'
import { readInside } from '#app/inside.ts'
import type { Site } from '#app/site.ts'
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
 * All that a viewer's page shows when it shows the same to everybody who has not signed in; else undefined, and what
 * was read is there for the load.
 */
export async function publicViewer(event: RequestEvent, site: Site): Promise<unknown> {
  const { route, params, request, url, locals } = event
  const isViewer = route.id === '/image/[name]' || route.id === '/clip/[name]'
  if (!isViewer || request.method !== 'GET' || event.isDataRequest || locals.mount?.refusal) return undefined
  if (site.me || locals.failure || [...url.searchParams.keys()].some((name) => name !== 'in'))
    return undefined
  locals.viewed = readViewed(event, params.name ?? '')
  try {
    const viewed = await locals.viewed
    return viewed.media.mine || viewed.media.visibility === 'private' ? undefined : { site, viewed }
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
