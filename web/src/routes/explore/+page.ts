import { admitPublic } from '#app/library/doors.ts'
import { loadList } from '#app/library/public-list.ts'
import type { PageLoad } from './$types'

/** What everybody may see. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  admitPublic(site, url)
  return loadList(fetch, url, { scope: 'public' })
}
