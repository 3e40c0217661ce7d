import { readAvif } from '../containers/avif.ts'
import type { Box } from '../containers/boxes.ts'
import type { Bytes } from '../containers/bytes.ts'
import { type AvifItem, readItems, rebuildMeta } from './avif-items.ts'
import type { Cut, StripMode } from './cut.ts'
import { hasGps, stripExif } from './exif.ts'
import { hasPlace, withoutPlaces } from './xmp.ts'

const longestText = 16 * 1024 ** 2

/**
 * Cuts for an AVIF. Its EXIF and XMP are items: for `strip-all` they leave the lists in `meta`, which keeps its length,
 * and their bytes are zeroed; for `strip-location` the places in them are blanked. An AVIF turns by its own boxes.
 */
export async function planAvif(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const boxes = await readAvif(bytes)
  const items = await readItems(bytes, boxes)
  const texts = items.filter(({ type }) => type === 'Exif' || type === 'mime')
  if (mode === 'strip-location') {
    const cuts = await Promise.all(texts.map((item) => cutPlaces(bytes, item)))
    return cuts.flat()
  }
  const told = boxes.filter(({ path }) => path === 'uuid' || path === 'udta').flatMap(freed)
  if (texts.length === 0) return told
  const meta = await rebuildMeta(bytes, boxes, texts)
  return [
    ...meta,
    ...texts.flatMap(({ ranges }) => ranges.map((range) => ({ ...range, pad: true as const }))),
    ...told,
  ]
}

async function cutPlaces(bytes: Bytes, { type, ranges }: AvifItem): Promise<Cut[]> {
  const [range, ...more] = ranges
  if (!range) return []
  if (more.length > 0 || range.end - range.start > longestText)
    return ranges.map((part) => ({ ...part, pad: true }))
  const text = Buffer.from(await bytes.at(range.start, range.end - range.start))
  if (type === 'mime') return hasPlace(text) ? [{ ...range, with: withoutPlaces(text) }] : []
  if (text.length < 4) return []
  const at = 4 + text.readUInt32BE()
  const exif = text.subarray(at)
  const clean = hasGps(exif) ? stripExif(exif, 'strip-location') : undefined
  return clean ? [{ ...range, with: Buffer.concat([text.subarray(0, at), clean]) }] : []
}

function freed(box: Box): Cut[] {
  const type = { start: box.start + 4, end: box.start + 8, with: Buffer.from('free') }
  return [type, { start: box.data, end: box.end, pad: true }]
}
