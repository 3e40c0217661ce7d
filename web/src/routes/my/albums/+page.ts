import { api, orPage } from '#api'
import { signInFirst } from '#app/library/doors.ts'
import type { AlbumList } from '../../../../../src/dialects/native/wire-albums.ts'
import type { PageLoad } from './$types'

/** One's outermost albums, a page of them. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  signInFirst(site, url)
  const after = url.searchParams.get('after') ?? undefined
  const query = { scope: 'mine', limit: 60, after }
  return { list: await orPage(api(fetch).get<AlbumList>('/api/albums', query)), after }
}
