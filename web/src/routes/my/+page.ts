import { api, orPage } from '#api'
import { filterOf, searchOf } from '#app/grid/filter.ts'
import { pageLength } from '#app/grid/pages.ts'
import { viewOf } from '#app/library/address.ts'
import { cursorsOf } from '#app/library/cursors.ts'
import { signInFirst } from '#app/library/doors.ts'
import type { AlbumList } from '../../../../src/dialects/native/wire-albums.ts'
import type { MediaList } from '../../../../src/dialects/native/wire-media.ts'
import type { PageLoad } from './$types'

const own = { scope: 'mine' } as const

/** A page of one's own library, as the address says, and the albums that it can be narrowed to. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  signInFirst(site, url)
  const filter = filterOf(url.searchParams, own)
  const query = Object.fromEntries(new URLSearchParams(searchOf(filter)))
  const cursors = cursorsOf(url)
  const call = api(fetch)
  const [list, albums] = await orPage(
    Promise.all([
      call.get<MediaList>('/api/media', { ...query, ...cursors, limit: pageLength }),
      call.get<AlbumList>('/api/albums', { scope: 'mine', flat: '1', limit: 500 }),
    ]),
  )
  const names = albums.items.map(({ id, name }) => ({ id, name }))
  return { own, filter, list, after: cursors.after, view: viewOf(url), albums: names }
}
