import type { Media } from '../../../src/dialects/native/wire-media.ts'

/** Where viewers are; `video` only leads to the others. */
export type Room = 'image' | 'clip' | 'video'

/**
 * Whether a viewer's address is one that answers by itself: the full one, the short one, and the store name, which
 * tools are given. All others lead to the full one. `base` is the site's.
 */
export function isRightAddress(
  media: Pick<Media, 'type' | 'page' | 'shortPage'>,
  { room, name }: { room: Room; name: string },
  base: string,
): boolean {
  if (name.length === 15 && !name.includes('.')) {
    return room === 'image' || (room === 'clip' && media.type === 'video')
  }
  const path = `${base}/${room}/${name}`
  return path === media.page || path === media.shortPage
}

/** A viewer's path within the list that it was opened from; `list` is that list's filter as text. */
export function viewerWithin({ page }: Pick<Media, 'page'>, list: string | undefined): string {
  return list === undefined ? page : `${page}?${new URLSearchParams({ in: list })}`
}

/** The path of the list itself, where it has a page; undefined where it has none. */
export function pathOfList(list: string | undefined): string | undefined {
  if (list === undefined) return undefined
  const params = new URLSearchParams(list)
  const take = (name: string): string | null => {
    const value = params.get(name)
    params.delete(name)
    return value
  }
  const path = roomOf(take)
  return path && (params.size === 0 ? path : `${path}?${params}`)
}

/** The page of a list by what names it; its other words stay in the address. */
function roomOf(take: (name: string) => string | null): string | undefined {
  const scope = take('scope')
  if (scope === 'guest') return '/history'
  if (scope === 'mine') return take('trash') === '1' ? '/my/trash' : '/my'
  const album = take('album')
  if (album !== null) return `/a/${encodeURIComponent(album)}`
  const user = take('user')
  if (user !== null) return `/u/${encodeURIComponent(user)}`
  return undefined
}
