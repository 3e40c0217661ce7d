import { loadMessages } from '#i18n/catalog.ts'
import type { LayoutLoad } from './$types'

/** The texts of the page's language are there before anything is shown. */
export const load: LayoutLoad = async ({ data }) => {
  await loadMessages(data.locale)
  return data
}
