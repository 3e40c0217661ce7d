import { error } from '@sveltejs/kit'
import { admitPublic } from '#app/library/doors.ts'
import { loadList } from '#app/library/public-list.ts'
import type { PageLoad } from './$types'

/** What everybody may see of one category. */
export const load: PageLoad = async ({ fetch, url, params, parent }) => {
  const { site } = await parent()
  admitPublic(site, url)
  const category = site.categories.find(({ key }) => key === params.category)
  if (!category) error(404, 'There is no such category', { code: 'bad-category' })
  return { ...(await loadList(fetch, url, { scope: 'public', category: category.key })), category }
}
