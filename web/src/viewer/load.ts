import { type LoadEvent, redirect } from '@sveltejs/kit'
import { ApiError, api, orPage, toPage } from '#api'
import type { Site } from '#app/site.ts'
import type { MediaDetails, Surroundings } from '../../../src/dialects/native/wire-media.ts'
import { isRightAddress, type Room } from './address.ts'

type Event = LoadEvent<{ name: string }, null, { site: Site }>

/** The load of a viewer in a room. A wrong title or kind is sent to the right address. */
export function viewerLoad(room: Room) {
  return async ({ fetch, params, url, parent, setHeaders }: Event) => {
    const { name } = params
    // No address holds a NUL, which the API refuses in other words.
    if (name.includes('\0')) toPage(new ApiError(404, {}))
    const { site } = await parent()
    const path = `/api/media/${encodeURIComponent(name)}`
    const list = url.searchParams.get('in') ?? undefined
    const media = await orPage(api(fetch).get<MediaDetails>(path, { view: 1 }))
    if (!isRightAddress(media, { room, name }, site.base)) redirect(302, media.page + url.search)
    if (media.mine || media.visibility === 'private') setHeaders({ 'cache-control': 'private, no-store' })
    const isInList = list !== undefined || media.mine || media.album !== undefined
    // Without its neighbours a media is shown all the same.
    const around = isInList
      ? await api(fetch)
          .get<Surroundings>(`${path}/around`, { in: list })
          .catch(() => undefined)
      : undefined
    return { media, around, list }
  }
}
