import type { Media, MediaChange } from './contract.ts'

/** What is to be changed of a media that was uploaded with some fields, so that it is as others say. */
export function changeFor(
  media: Pick<Media, 'createdAt'> & { name: string },
  told: Readonly<Record<string, string>>,
  { now, defaultExpiry }: { now: Readonly<Record<string, string>>; defaultExpiry: number | undefined },
): MediaChange | undefined {
  const differs = (name: string) => told[name] !== now[name]
  const expiresIn = now.expiresIn === undefined ? defaultExpiry : Number(now.expiresIn)
  const change: MediaChange = {
    ...(differs('title') && { title: now.title ?? titleOf(media.name) }),
    ...(differs('description') && { description: now.description ?? null }),
    ...(differs('tags') && { tags: now.tags?.split(',') ?? [] }),
    ...(differs('albumId') && { albumId: now.albumId ?? null }),
    ...(differs('categoryId') && {
      categoryId: now.categoryId === undefined ? null : Number(now.categoryId),
    }),
    ...(differs('nsfw') && { nsfw: now.nsfw === '1' }),
    ...(differs('visibility') && { visibility: (now.visibility ?? 'link') as Media['visibility'] }),
    ...(differs('expiresIn') && { expiresAt: expiresIn ? media.createdAt + expiresIn : null }),
  }
  return Object.keys(change).length > 0 ? change : undefined
}

/** The title that a file has without one of its own. */
export function titleOf(name: string): string {
  return name.replace(/\.[^.]+$/, '').replace(/[-_\s]+/g, ' ')
}
