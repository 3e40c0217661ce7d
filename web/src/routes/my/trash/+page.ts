import { api, orPage } from '#api'
import { pageLength } from '#app/grid/pages.ts'
import { cursorsOf } from '#app/library/cursors.ts'
import { signInFirst } from '#app/library/doors.ts'
import type { MediaList } from '../../../../../src/dialects/native/wire-media.ts'
import type { PageLoad } from './$types'

/** What one has deleted and can still take back. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  signInFirst(site, url)
  const cursors = cursorsOf(url)
  const query = { scope: 'mine', trash: '1', ...cursors, limit: pageLength }
  return { list: await orPage(api(fetch).get<MediaList>('/api/media', query)), after: cursors.after }
}
