import type { LayoutServerLoad } from './$types'

/** What every page knows: the site and who asks, the language, the theme. Asked again only by `invalidateAll`. */
export const load: LayoutServerLoad = async ({ locals }) => ({
  site: await locals.readSite(),
  locale: locals.locale,
  theme: locals.theme,
})
