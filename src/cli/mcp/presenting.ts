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

/**
 * An id from what an assistant gives for one: the id itself or the address of the page. Throws an Error for what is none:
 * dots would lead to another address of the API.
 */
export function idOf(given: string): string {
  const path = URL.canParse(given) ? new URL(given).pathname : (given.split(/[?#]/)[0] ?? '')
  const last = decoded(path.split('/').filter(Boolean).at(-1) ?? '')
  // Addresses of pages have words of the title and a dot before the id, or a name; the server knows them all.
  if (/^[^/%\s]+$/.test(last) && !/^\.+$/.test(last)) return last
  throw new Error(`${given} is neither an id nor the address of a page`)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
