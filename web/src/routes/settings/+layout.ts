import { error } from '@sveltejs/kit'
import { signInFirst } from '#app/library/doors.ts'
import type { LayoutLoad } from './$types'

/** One's own settings: for those who have signed in. */
export const load: LayoutLoad = async ({ parent, url }) => {
  const { site } = await parent()
  signInFirst(site, url)
  if (!site.me) error(401, 'Sign in', { code: 'key-missing' })
  return { me: site.me, saved: url.searchParams.get('saved') }
}
