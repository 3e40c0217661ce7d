import { redirect } from '@sveltejs/kit'
import { api, orPage } from '#api'
import { admitPublic } from '#app/library/doors.ts'
import { loadList } from '#app/library/public-list.ts'
import { to } from '#app/paths.ts'
import type { MediaList, TagList } from '../../../../src/dialects/native/wire-media.ts'
import type { PageLoad } from './$types'

/** What everybody may see that has the words, and tags that are like them; without words only the field. */
export const load: PageLoad = async ({ fetch, url, parent }) => {
  const { site } = await parent()
  const words = url.searchParams.get('q')?.trim() ?? ''
  // Where there are no public lists one's own can be searched.
  if (!site.explore && site.me)
    redirect(303, to(`/my${words === '' ? '' : `?q=${encodeURIComponent(words)}`}`))
  admitPublic(site, url)
  const tags = api(fetch).get<TagList>('/api/tags', {
    scope: 'public',
    q: words === '' ? undefined : words.slice(0, 100),
  })
  if (words === '') return { words, found: undefined, tags: (await orPage(tags)).tags, mine: undefined }
  const mine = site.me
    ? api(fetch).get<MediaList>('/api/media', { scope: 'mine', q: words.slice(0, 200), limit: 1 })
    : undefined
  const [found, alike, own] = await Promise.all([
    loadList(fetch, url, { scope: 'public' }),
    orPage(tags),
    // A second question: without an answer the first is answered all the same.
    mine?.catch(() => undefined),
  ])
  return { words, found, tags: alike.tags.slice(0, 8), mine: own?.total }
}
