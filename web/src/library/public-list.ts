import { api, orPage } from '#api'
import type { MediaList } from '../../../src/dialects/native/wire-media.ts'
import { type Filter, filterOf, searchOf } from '../grid/filter.ts'
import type { View } from '../grid/layout.ts'
import { pageLength } from '../grid/pages.ts'
import { viewOf } from './address.ts'
import { cursorsOf } from './cursors.ts'

/** A page of a list, and what it takes to go on in it. */
export type ListPage = { own: Filter; filter: Filter; list: MediaList; after: string | undefined; view: View }

/** In a load: the page of a list that an address asks for. `own` is what the page itself settles. */
export async function loadList(fetch: typeof globalThis.fetch, url: URL, own: Filter): Promise<ListPage> {
  const filter = filterOf(url.searchParams, own)
  const query = Object.fromEntries(new URLSearchParams(searchOf(filter)))
  const cursors = cursorsOf(url)
  const answer = api(fetch).get<MediaList>('/api/media', { ...query, ...cursors, limit: pageLength })
  return { own, filter, list: await orPage(answer), after: cursors.after, view: viewOf(url) }
}
