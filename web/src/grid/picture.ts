import type { File, Media } from '../../../src/dialects/native/wire-media.ts'
import type { View } from './layout.ts'

/** The address of what a list shows of a media: the small square, or one as wide as the picture is. */
export function pictureOf(media: Media, view: View): string | undefined {
  const { thumb, medium, poster, file, type, pass = '' } = media
  const small: File | undefined = media.width <= 500 && type === 'image' && !media.animated ? file : undefined
  const chosen = view === 'rows' ? (medium ?? small ?? thumb ?? poster) : (thumb ?? medium ?? small ?? poster)
  return chosen && chosen.url + pass
}

/** What a media is called: its title, else its file's name. */
export function nameOf({ title, filename }: Pick<Media, 'title' | 'filename'>): string {
  return title || filename
}

/** `1:05`, `1:00:00` */
export function playingTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const [first = 0, ...rest] = parts[0] === 0 ? parts.slice(1) : parts
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':')
}
