import { api, orPage } from '#api'
import { albumsToChoose } from '#app/albums/tree.ts'
import type { RemoteList } from '../../../../../src/dialects/native/wire-remotes.ts'
import type { PageLoad } from './$types'

/** One's hosts, and the form for another one: `?add=KIND`, a ready kind or `other`. */
export const load: PageLoad = async ({ fetch, url }) => {
  const { items, presets } = await orPage(api(fetch).get<RemoteList>('/api/remotes'))
  const kind = url.searchParams.get('add') ?? undefined
  const albums = kind === undefined ? [] : await albumsToChoose(fetch)
  return { remotes: items, presets, kind, albums }
}
