import type { MediaChange, MediaDetails } from '../../../src/dialects/native/wire-media.ts'

/** What the form of a media holds; texts as they are typed. `expiry`: `keep`, `never`, or milliseconds from now. */
export type Draft = {
  title: string
  description: string
  tags: string[]
  albumId: string
  categoryId: string
  visibility: MediaDetails['visibility']
  expiry: string
  nsfw: boolean
}

/** The form as the media is. */
export function draftOf(media: MediaDetails): Draft {
  const { title, description = '', tags, album, category, visibility, nsfw } = media
  return {
    ...{ title, description, visibility, nsfw },
    tags: [...tags],
    albumId: album?.id ?? '',
    categoryId: category === undefined ? '' : String(category.id),
    expiry: 'keep',
  }
}

/** What of a form differs from the media: others may have changed the rest meanwhile. `now` is milliseconds. */
export function changeOf(draft: Draft, media: MediaDetails, now: number): MediaChange {
  const before = draftOf(media)
  const is = (name: 'title' | 'description' | 'albumId' | 'categoryId') => draft[name].trim() !== before[name]
  const span = Number(draft.expiry)
  return {
    ...(is('title') && { title: draft.title.trim() }),
    ...(is('description') && { description: draft.description.trim() || null }),
    ...(draft.tags.join('\n') !== before.tags.join('\n') && { tags: draft.tags }),
    ...(is('albumId') && { albumId: draft.albumId || null }),
    ...(is('categoryId') && { categoryId: draft.categoryId === '' ? null : Number(draft.categoryId) }),
    ...(draft.visibility !== before.visibility && { visibility: draft.visibility }),
    ...(draft.nsfw !== before.nsfw && { nsfw: draft.nsfw }),
    ...(draft.expiry === 'never' && media.expiresAt !== undefined && { expiresAt: null }),
    ...(span > 0 && { expiresAt: now + span }),
  }
}

/** Tags as they are typed into one field. */
export function tagsOf(text: string): string[] {
  const tags = text
    .split(/[,，、\n]/)
    .map((tag) => tag.trim().replace(/^#/, '').slice(0, 32))
    .filter(Boolean)
  return [...new Set(tags)]
}
