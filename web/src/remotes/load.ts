import { api, orPage } from '#api'
import { inTree } from '#app/albums/own.svelte.ts'
import type { AlbumList } from '../../../src/dialects/native/wire-albums.ts'

/** The albums whose uploads may be sent to a host, in their tree. */
export async function albumsToChoose(
  fetch: typeof globalThis.fetch,
): Promise<{ id: string; name: string; depth: number }[]> {
  const query = { scope: 'mine', flat: '1', limit: 500 }
  const { items } = await orPage(api(fetch).get<AlbumList>('/api/albums', query))
  return inTree(items).map(({ album, depth }) => ({ id: album.id, name: album.name, depth }))
}
