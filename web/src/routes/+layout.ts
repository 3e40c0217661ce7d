import { areasOf } from '#i18n/areas.ts'
import { loadMessages } from '#i18n/catalog.svelte.ts'
import type { LayoutLoad } from './$types'

/** The texts that the page begins with are there before anything is shown, and the menu of those who have one. */
export const load: LayoutLoad = async ({ data, route }) => {
  const [menu] = await Promise.all([
    data.site.me && import('#shell/AccountMenu.svelte'),
    loadMessages(data.locale, areasOf(route.id)),
  ])
  return { ...data, AccountMenu: menu?.default }
}
