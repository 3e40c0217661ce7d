import type { AlbumVisibility, Visibility } from './words.ts'

/** What a media in an album is: the stricter of its own visibility and the album's. */
export function visibilityIn(album: AlbumVisibility, own: Visibility): Visibility {
  const wanted = visibilityOf(album)
  return strictness[wanted] > strictness[own] ? wanted : own
}

/** What an album's visibility makes of its media: nobody but who has opened the album sees what a password protects. */
export function visibilityOf(album: AlbumVisibility): Visibility {
  return album === 'password' ? 'private' : album
}

const strictness = { public: 0, link: 1, private: 2 } as const satisfies Record<Visibility, number>
