import { api } from '#api'
import { browser } from '$app/env'
import { page } from '$app/state'
import type { Album, AlbumChange } from '../../../src/dialects/native/wire-albums.ts'
import { askOwnAlbums, inTree, type Placed } from './tree.ts'

/** `of`: whose they are; another may sign in on the same page. */
const kept = $state<{ of: string | undefined; items: Album[] }>({ of: undefined, items: [] })
let askedFor: string | undefined

const myId = () => page.data.site?.me?.id

/** The person's albums, each behind the one that it lies in; asked for when somebody looks the first time. */
export function ownAlbums(): readonly Placed[] {
  const me = myId()
  if (browser && me !== askedFor) reloadOwnAlbums().catch(() => {})
  return kept.of === me ? inTree(kept.items) : []
}

/** Asks for the person's albums anew. Throws ApiError: then what was known stays. */
export async function reloadOwnAlbums(): Promise<void> {
  const me = myId()
  askedFor = me
  if (me === undefined) return
  try {
    kept.items = await askOwnAlbums(fetch)
    kept.of = me
  } catch (error) {
    askedFor = undefined
    throw error
  }
}

/** Makes an album, with media in it where there are any, or changes the one of that id. Throws ApiError. */
export async function saveAlbum(
  wish: AlbumChange & { mediaIds?: readonly string[] },
  id?: string,
): Promise<Album> {
  const saved = await (id === undefined
    ? api(fetch).post<Album>('/api/albums', wish)
    : api(fetch).patch<Album>(`/api/albums/${id}`, wish))
  const at = kept.items.findIndex((album) => album.id === saved.id)
  if (at === -1) kept.items.unshift(saved)
  else kept.items[at] = saved
  return saved
}
