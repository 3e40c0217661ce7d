import { loadList } from '#app/library/public-list.ts'
import type { PageLoad } from './$types'

/** What everybody may see of somebody; also to that person, who sees it as others do. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { profile } = await parent()
  return loadList(fetch, url, { user: profile.name, visibility: 'public' })
}
