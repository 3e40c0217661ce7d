import type { Album, AlbumChange } from '../../../src/dialects/native/wire-albums.ts'

/** An album's fields while they are filled in. */
export type Draft = {
  name: string
  description: string
  parentId: string
  visibility: Album['visibility']
  password: string
  sort: Album['sort']
  nsfw: boolean
}

/** The fields of an album as it is, or of one that is yet to be made. */
export function draftOf(album: Album | undefined, parentId = ''): Draft {
  return {
    name: album?.name ?? '',
    description: album?.description ?? '',
    parentId: album?.parentId ?? parentId,
    visibility: album?.visibility ?? 'public',
    password: '',
    sort: album?.sort ?? 'newest',
    nsfw: album?.nsfw ?? false,
  }
}

/** What the API is asked for: all of a new album; of one that is there, what is another than before. */
export function wishOf(draft: Draft, album: Album | undefined): AlbumChange {
  const before = draftOf(album)
  const { password, ...rest } = draft
  const wanted: AlbumChange = {
    ...rest,
    description: draft.description.trim() || null,
    parentId: draft.parentId || null,
    ...(draft.visibility === 'password' && password !== '' && { password }),
  }
  if (!album) return wanted
  const same = Object.keys(rest).filter((name) => draft[name as keyof Draft] === before[name as keyof Draft])
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !same.includes(name)))
}
