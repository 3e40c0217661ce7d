import type { App } from '../../core/app.ts'
import { fileUrl } from '../../core/links.ts'
import type { Media, RenditionName } from '../../core/words.ts'
import { fitInto } from '../../server/figures.ts'

/** A still picture of a media: its address, and its size in pixels. */
export type Still = { url: string; mime: string; width: number; height: number }

/** The largest box in which the stage shows a media, pixels. */
const stage = { width: 1200, height: 720 }

/** Originals up to this size may be shown at once, bytes; of larger ones the medium is, and the original on a click. */
const lightest = 1_500_000

/** The size at which the stage shows a media at most: what its place on the page is kept by. */
export function stageSize(media: Media): { width: number; height: number } {
  return fitInto(media, stage)
}

/** What the page shows of a picture first, and the original when it is light enough to be loaded along with it. */
export function picturesOf(app: App, media: Media): { first: Still; original: Still | undefined } {
  const original = { url: fileUrl(app, media), mime: media.mime, width: media.width, height: media.height }
  const medium = stillOf(app, media, 'medium')
  if (!medium) return { first: original, original: undefined }
  return { first: medium, original: media.size <= lightest ? original : undefined }
}

/** A picture for cards and links elsewhere: the medium, else a film's poster, a light original, or the thumb. */
export function previewOf(app: App, media: Media): Still | undefined {
  const medium = stillOf(app, media, 'medium')
  if (medium) return medium
  if (media.type === 'video') return stillOf(app, media, 'frame') ?? stillOf(app, media, 'thumb')
  return media.size <= lightest ? picturesOf(app, media).first : stillOf(app, media, 'thumb')
}

/** One of the renditions, if there is one. */
export function stillOf(app: App, media: Media, name: RenditionName): Still | undefined {
  const rendition = media.renditions[name]
  return rendition && { ...rendition, url: fileUrl(app, media, name) }
}
