import { api, orPage } from '#api'
import type { Album, AlbumList } from '../../../src/dialects/native/wire-albums.ts'

/** An album among all of one's own, and how many albums it lies in. */
export type Placed = { album: Album; depth: number }

/** All albums of whoever asks. Throws ApiError. */
export async function askOwnAlbums(fetch: typeof globalThis.fetch): Promise<Album[]> {
  return (await api(fetch).get<AlbumList>('/api/albums', { scope: 'mine', flat: '1', limit: 500 })).items
}

/** Albums by name, each followed by those in it. What lies in one that is not among them comes first. */
export function inTree(albums: readonly Album[]): Placed[] {
  const ids = new Set(albums.map(({ id }) => id))
  const children = Map.groupBy(albums, ({ parentId }) => (parentId && ids.has(parentId) ? parentId : ''))
  const placed: Placed[] = []
  const place = (parent: string, depth: number) => {
    const found = (children.get(parent) ?? []).toSorted((one, other) => one.name.localeCompare(other.name))
    for (const album of found) {
      placed.push({ album, depth })
      place(album.id, depth + 1)
    }
  }
  place('', 0)
  return placed
}

/** An album and all that lie in it, by their ids. */
export function familyOf(placed: readonly Placed[], id: string): Set<string> {
  const family = new Set([id])
  for (const { album } of placed) if (album.parentId && family.has(album.parentId)) family.add(album.id)
  return family
}

/** A choice of a list. */
export type Choice = { value: string; label: string }

/** Albums as choices: names further in the deeper they lie. */
export function albumChoices(placed: readonly Placed[]): Choice[] {
  return placed.map(({ album, depth }) => ({
    value: album.id,
    label: `${'\u2003'.repeat(depth)}${album.name}`,
  }))
}

/** All albums of whoever asks, for a page. Throws what its error page shows. */
export async function albumsToChoose(fetch: typeof globalThis.fetch): Promise<Choice[]> {
  return albumChoices(inTree(await orPage(askOwnAlbums(fetch))))
}
