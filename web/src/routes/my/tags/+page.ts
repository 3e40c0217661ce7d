import { api, orPage } from '#api'
import { signInFirst } from '#app/library/doors.ts'
import type { TagList } from '../../../../../src/dialects/native/wire-media.ts'
import type { PageLoad } from './$types'

/** The tags that one has given, the most used first; whoever has more than a thousand searches. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  signInFirst(site, url)
  const words = url.searchParams.get('q')?.trim().slice(0, 100) ?? ''
  const query = { scope: 'mine', limit: 1000, q: words === '' ? undefined : words }
  const { tags } = await orPage(api(fetch).get<TagList>('/api/tags', query))
  return { tags, words }
}
