import { api } from '#api'
import type { Album, AlbumList } from './contract.ts'

type Kept = Pick<Album, 'id' | 'name' | 'visibility'>

const kept = $state<{ items: Kept[] }>({ items: [] })
let asked = false

/** The person's albums, asked for the first time that somebody looks. */
export function myAlbums(): readonly Kept[] {
  if (!asked) {
    asked = true
    void load()
  }
  return kept.items
}

async function load(): Promise<void> {
  try {
    const list = await api(fetch).get<AlbumList>('/api/albums', { scope: 'mine', flat: '1', limit: 500 })
    kept.items = list.items.map(({ id, name, visibility }) => ({ id, name, visibility }))
  } catch {
    asked = false
  }
}

/** Makes an album, with media in it where there are any. Throws ApiError. */
export async function createAlbum(name: string, mediaIds: string[] = []): Promise<Album> {
  const made = await api(fetch).post<Album>('/api/albums', { name, ...(mediaIds.length > 0 && { mediaIds }) })
  const { id, visibility } = made
  kept.items = [{ id, name: made.name, visibility }, ...kept.items]
  return made
}
