import { api, orPage } from '#api'
import { admitPublic } from '#app/library/doors.ts'
import type { Profile } from '../../../../../src/dialects/native/wire-people.ts'
import type { LayoutLoad } from './$types'

/** Whose pages these are. One's own are there even where nobody else has any. */
export const load: LayoutLoad = async ({ fetch, url, params, parent }) => {
  const { site } = await parent()
  if (site.me?.name.toLowerCase() !== params.name.toLowerCase()) admitPublic(site, url)
  const profile = await orPage(api(fetch).get<Profile>(`/api/users/${encodeURIComponent(params.name)}`))
  return { profile }
}
