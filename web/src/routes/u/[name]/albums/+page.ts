import { api, orPage } from '#api'
import type { AlbumList } from '../../../../../../src/dialects/native/wire-albums.ts'
import type { PageLoad } from './$types'

/** The albums of somebody that everybody may see. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { profile } = await parent()
  const after = url.searchParams.get('after') ?? undefined
  const query = { user: profile.name, limit: 60, after }
  return { list: await orPage(api(fetch).get<AlbumList>('/api/albums', query)), after }
}
