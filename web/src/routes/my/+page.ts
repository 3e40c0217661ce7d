import { api, orPage } from '#api'
import { filterOf, searchOf } from '#app/grid/filter.ts'
import { cursorsOf, viewOf } from '#app/library/address.ts'
import { signInFirst } from '#app/library/doors.ts'
import type { MediaList } from '../../../../src/dialects/native/wire-media.ts'
import type { PageLoad } from './$types'

/** A page of one's own library, as the address says. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  signInFirst(site, url)
  const own = { scope: 'mine' } as const
  const filter = filterOf(url.searchParams, own)
  const query = Object.fromEntries(new URLSearchParams(searchOf(filter)))
  const cursors = cursorsOf(url)
  const list = await orPage(api(fetch).get<MediaList>('/api/media', { ...query, ...cursors, limit: 100 }))
  return { own, filter, list, after: cursors.after, view: viewOf(url) }
}
