import { areasOf } from '#i18n/areas.ts'
import { loadMessages } from '#i18n/catalog.svelte.ts'
import type { LayoutLoad } from './$types'

/** The texts that the page begins with are there before anything is shown. */
export const load: LayoutLoad = async ({ data, route }) => {
  await loadMessages(data.locale, areasOf(route.id))
  return data
}
