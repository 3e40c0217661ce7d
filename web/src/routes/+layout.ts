import { browser } from '$app/env'
import type { LayoutLoad } from './$types'

/** The texts that the page begins with are there before anything is shown. */
export const load: LayoutLoad = async ({ data, route }) => {
  const isFirst = browser && document.documentElement.dataset.ready === undefined
  // What the first page says is asleep there: no texts, and nothing that reads them.
  if (isFirst && /^\/((image|clip|video)\/\[name\])?$/.test(route.id ?? '-')) return data
  const [{ loadMessages }, { areasOf }] = await Promise.all([
    import('#i18n/catalog.svelte.ts'),
    import('#i18n/areas.ts'),
  ])
  await loadMessages(data.locale, areasOf(route.id, isFirst ? 'first' : 'all'))
  return data
}
