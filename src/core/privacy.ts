import type { AlbumVisibility, Visibility } from './words.ts'

/** What a media in an album is: the stricter of its own visibility and the album's. */
export function visibilityIn(album: AlbumVisibility, own: Visibility): Visibility {
  const wanted = visibilityOf(album)
  return albumStrictness[wanted] > albumStrictness[own] ? wanted : own
}

/** What an album's visibility makes of its media: only who has opened the album sees what a password protects. */
export function visibilityOf(album: AlbumVisibility): Visibility {
  return album === 'password' ? 'private' : album
}

/** The higher, the fewer may see it. */
export const albumStrictness = { public: 0, link: 1, password: 2, private: 3 } as const satisfies Record<
  AlbumVisibility,
  number
>
