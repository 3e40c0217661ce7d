import { error } from '@sveltejs/kit'
import { api, orPage } from '#api'
import { cursorsOf } from '#app/library/cursors.ts'
import type { MediaList } from '../../../../src/dialects/native/wire-media.ts'
import type { PageLoad } from './$types'

/** What this browser sent without an account or, with `?of=address` where the site shows it, what its address did. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  const isAddress = url.searchParams.get('of') === 'address'
  if (isAddress && !site.historyByAddress) error(404, 'There is no such list', { code: 'not-found' })
  const call = api(fetch)
  const list = isAddress
    ? call.get<MediaList>('/api/history')
    : call.get<MediaList>('/api/media', { scope: 'guest', limit: 100, ...cursorsOf(url) })
  return { list: await orPage(list), isAddress }
}
