import { error } from '@sveltejs/kit'
import type { PageLoad } from './$types'

/** The site's terms of use, where it has some. */
export const load: PageLoad = async ({ parent }) => {
  const { site } = await parent()
  if (!site.terms) error(404, 'There are no terms', { code: 'not-found' })
  return { terms: site.terms }
}
