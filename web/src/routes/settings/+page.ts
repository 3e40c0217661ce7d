import { redirect } from '@sveltejs/kit'
import { signInFirst } from '#app/library/doors.ts'
import type { PageLoad } from './$types'

/** The first of the settings' pages. */
export const load: PageLoad = async ({ parent, url }) => {
  const { site } = await parent()
  signInFirst(site, url)
  redirect(303, `${site.base}/settings/profile`)
}
