import type { Media, UploadOptions } from '@tintype/client'

type Wished = Pick<
  UploadOptions,
  'title' | 'description' | 'tags' | 'album' | 'visibility' | 'nsfw' | 'width'
> & {
  /** Milliseconds from now. */
  expires?: number
}

/** Between what was wished before and is wished again, milliseconds. */
const sameTime = 60_000

/** Which wishes a media that was there before does not fulfil, by their options. */
export function unmetBy(media: Media, wished: Wished, now: number): string[] {
  const { title, description, tags = [], album, visibility, nsfw, width, expires } = wished
  const has = new Set(media.tags.map((tag) => tag.toLowerCase()))
  const unmet = {
    title: title !== undefined && plain(title) !== plain(media.title),
    description: description !== undefined && plain(description) !== plain(media.description ?? ''),
    tags: tags.some((tag) => !has.has(tag.toLowerCase())),
    album: album !== undefined && album !== media.album?.id,
    visibility: visibility !== undefined && visibility !== media.visibility,
    nsfw: nsfw === true && !media.nsfw,
    width: width !== undefined && media.type === 'image' && width !== media.width,
    expires: expires !== undefined && Math.abs((media.expiresAt ?? 0) - now - expires) > sameTime,
  }
  return Object.entries(unmet)
    .filter(([, isUnmet]) => isUnmet)
    .map(([name]) => `--${name}`)
}

/** Blanks and line ends are written in more than one way. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
