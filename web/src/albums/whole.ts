import { api } from '#api'
import type { Media, MediaList } from '../../../src/dialects/native/wire-media.ts'

/** The media of an album in its order, at most so many, and how many there are. Throws ApiError. */
export async function wholeAlbum(
  album: { id: string; sort: string },
  most: number,
): Promise<{ items: Media[]; total: number }> {
  const items: Media[] = []
  let [after, total]: [string | undefined, number] = [undefined, 0]
  do {
    const query = { album: album.id, sort: album.sort, limit: Math.min(200, most - items.length), after }
    const list: MediaList = await api(fetch).get<MediaList>('/api/media', query)
    items.push(...list.items)
    after = list.next
    total = list.total
  } while (after !== undefined && items.length < most)
  return { items, total }
}
