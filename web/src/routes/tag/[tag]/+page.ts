import { admitPublic } from '#app/library/doors.ts'
import { loadList } from '#app/library/public-list.ts'
import type { PageLoad } from './$types'

/** What everybody may see with a tag. */
export const load: PageLoad = async ({ fetch, url, params, parent }) => {
  const { site } = await parent()
  admitPublic(site, url)
  return { ...(await loadList(fetch, url, { scope: 'public', tag: params.tag })), tag: params.tag }
}
