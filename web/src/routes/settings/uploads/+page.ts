import { api, orPage } from '#api'
import { inTree } from '#app/albums/own.svelte.ts'
import type { AlbumList } from '../../../../../src/dialects/native/wire-albums.ts'
import type { PageLoad } from './$types'

/** The albums that uploads may go to. */
export const load: PageLoad = async ({ fetch }) => {
  const query = { scope: 'mine', flat: '1', limit: 500 }
  const { items } = await orPage(api(fetch).get<AlbumList>('/api/albums', query))
  return { albums: inTree(items).map(({ album, depth }) => ({ id: album.id, name: album.name, depth })) }
}
