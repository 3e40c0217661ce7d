import type { LayoutServerLoad } from './$types'

/** What every page knows: the site and who asks, the language, the theme. Asked again only by `invalidateAll`. */
export const load: LayoutServerLoad = async ({ locals }) => ({
  site: await locals.readSite(),
  /** The site cannot be asked: then there is no page but this. */
  failure: locals.failure,
  locale: locals.locale,
  theme: locals.theme,
})
