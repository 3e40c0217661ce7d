import { api } from '#api'
import { browser } from '$app/env'
import type { Album, AlbumList } from '../../../src/dialects/native/wire-albums.ts'

/** An album among all of one's own, and how many albums it lies in. */
export type Placed = { album: Album; depth: number }

const kept = $state<{ items: Album[] }>({ items: [] })
let asked = false

/** The person's albums, each behind the one that it lies in; asked for when somebody looks the first time. */
export function ownAlbums(): readonly Placed[] {
  if (!asked && browser) void reloadOwnAlbums()
  return inTree(kept.items)
}

/** Asks for the person's albums anew. Where that fails, what was known stays. */
export async function reloadOwnAlbums(): Promise<void> {
  asked = true
  try {
    const query = { scope: 'mine', flat: '1', limit: 500 }
    kept.items = (await api(fetch).get<AlbumList>('/api/albums', query)).items
  } catch {
    asked = false
  }
}

/** Takes note of an album that was made or changed. */
export function noteAlbum(album: Album): void {
  const at = kept.items.findIndex(({ id }) => id === album.id)
  if (at === -1) kept.items.unshift(album)
  else kept.items[at] = album
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
