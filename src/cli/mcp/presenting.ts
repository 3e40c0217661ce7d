import type { Album, Media } from '@tintype/client'

/** A media as an assistant is told of it: short, with whole addresses and readable times. */
export function tellPicture(media: Media, origin: string): object {
  const { id, title, filename, description, file, thumb, type, width, height, tags, album } = media
  const { createdAt, takenAt, expiresAt, visibility, nsfw, duration, mine } = media
  const name = title || filename
  return {
    ...{ id, title: name, filename },
    ...(description && { description }),
    ...{
      page: origin + media.page,
      url: file.url,
      markdown: `![${name.replace(/[[\]\\]/g, '\\$&')}](${file.url})`,
    },
    ...(thumb && { thumbnail: thumb.url }),
    ...{ type, format: media.kind, width, height, bytes: file.size },
    ...(duration !== undefined && { seconds: duration / 1000 }),
    ...{ tags, ...(album && { album: { id: album.id, name: album.name } }), visibility },
    ...(nsfw && { nsfw }),
    uploaded: timeOf(createdAt),
    ...(takenAt !== undefined && { taken: timeOf(takenAt) }),
    ...(expiresAt !== undefined && { expires: timeOf(expiresAt) }),
    ...(!mine && { mine }),
  }
}

export function tellAlbum(album: Album, origin: string): object {
  const { id, name, description, parentId, visibility, count, updatedAt } = album
  return {
    ...{ id, name, ...(description && { description }), ...(parentId && { parent: parentId }) },
    ...{
      visibility,
      pictures: count,
      albums: album.albums,
      changed: timeOf(updatedAt),
      page: origin + album.page,
    },
  }
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** An id from what an assistant gives for one: the id itself or the address of the page. */
export function idOf(given: string): string {
  const path = URL.canParse(given) ? new URL(given).pathname : (given.split(/[?#]/)[0] ?? '')
  return decodeURIComponent(path.split('/').filter(Boolean).at(-1) ?? given)
}
