import type { File, Media } from '../../../src/dialects/native/wire-media.ts'

/** Originals up to this size may be shown at once, bytes; larger ones when the medium is there. */
const lightest = 1_500_000
/** Originals up to this size are fetched by themselves once the page stands, bytes. */
const heaviest = 12_000_000

/** What the stage shows of a picture: the one that comes first, and whether the original comes along or later. */
export function picturesOf({ file, medium, animated }: Media): {
  first: File
  original: 'is first' | 'along' | 'later' | 'when asked'
} {
  if (!medium || animated) return { first: file, original: 'is first' }
  if (file.size <= lightest) return { first: medium, original: 'along' }
  return { first: medium, original: file.size <= heaviest ? 'later' : 'when asked' }
}

/** A picture for cards elsewhere: the medium, else a film's still, a light original, or the thumb. */
export function previewOf({ type, file, medium, poster, thumb }: Media): File | undefined {
  if (medium) return medium
  if (type === 'video') return poster ?? thumb
  return file.size <= lightest ? file : thumb
}

/** A comma or a blank would end an entry of `srcset`. */
export function forSrcset(url: string): string {
  return url.replace(/[\s,]/g, encodeURIComponent)
}

type Sized = 'poster' | 'medium' | 'thumb'

/** What was made of a file and can be had besides it, the largest first. */
export function sizesOf({ poster, medium, thumb }: Media): { name: Sized; file: File }[] {
  return Object.entries({ poster, medium, thumb }).flatMap(([name, file]) =>
    file ? [{ name: name as Sized, file }] : [],
  )
}

/** `gate.jpg` as `gate-medium.webp`: with the extension of the address. */
export function nameOfSize(filename: string, size: Sized, url: string): string {
  const extension = /\.\w+$/.exec(url)?.[0] ?? ''
  return `${filename.replace(/\.\w+$/, '')}-${size}${extension}`
}
