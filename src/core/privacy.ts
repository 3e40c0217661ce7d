import { type AlbumVisibility, type Visibility, visibilities } from './words.ts'

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

/** What of a list its asker sees. */
export type Shown = 'all' | 'not private' | 'public'

/** The media that this is. */
export const shownVisibilities = {
  all: visibilities,
  'not private': ['public', 'link'],
  public: ['public'],
} as const satisfies Record<Shown, readonly Visibility[]>

/** Whether these media are shown. */
export function isShown(shown: Shown, visibility: Visibility): boolean {
  return (shownVisibilities[shown] as readonly Visibility[]).includes(visibility)
}
