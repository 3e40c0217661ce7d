import { type Box, readBoxes } from '../containers/boxes.ts'
import type { Bytes } from '../containers/bytes.ts'
import type { Cut, StripMode } from './cut.ts'
import { isMeasuring, sampleCuts } from './track.ts'
import { hasPlace } from './xmp.ts'

const parents = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'udta', 'ilst'])
/** Where boxes hold what somebody wrote rather than what players need. */
const owners = new Set(['', 'moov', 'moov/trak'])
const told = new Set(['udta', 'meta', 'uuid'])
/** What tells no more than the program that wrote the file. */
const harmless = new Set([
  'hdlr',
  'free',
  'skip',
  'ilst',
  'meta',
  '\xa9too',
  '\xa9swr',
  '\xa9enc',
  '\0\0\0\0',
])
const places = new Set(['\xa9xyz', 'loci', 'gps ', 'GPMF'])
const longestText = 4 * 1024 ** 2

/**
 * Cuts for an MP4 or MOV. Nothing moves, since tables in it count bytes from its beginning: a box that goes becomes
 * `free` of the same length, zeroed. Tracks of measurements, where cameras keep the way they went, go with all that
 * they point to.
 */
export async function planMovie(bytes: Bytes, mode: StripMode): Promise<Cut[]> {
  const boxes = await readBoxes(bytes, (box) => childrenAt(bytes, box))
  const cuts: Cut[] = []
  for (const trak of boxes.filter(({ path }) => path === 'moov/trak')) {
    const own = boxes.filter((box) => isWithin(box, trak))
    if (await isMeasuring(bytes, own, mode)) cuts.push(...freed(trak), ...(await sampleCuts(bytes, own)))
  }
  if (mode === 'strip-location') return [...cuts, ...(await cutPlaces(bytes, boxes))]
  for (const box of boxes) {
    const isTold = told.has(box.type) && owners.has(ownerOf(box))
    if (isTold && !isHarmless(box, boxes)) cuts.push(...freed(box))
    if (/^moov\/(mvhd|trak\/tkhd|trak\/mdia\/mdhd)$/.test(box.path)) cuts.push(await zeroDates(bytes, box))
  }
  return cuts
}

/** `meta` begins with four bytes of its own in MP4, and with its first child in MOV. */
async function childrenAt(bytes: Bytes, box: Box): Promise<number | undefined> {
  if (parents.has(box.type)) return 0
  if (box.type !== 'meta' || box.end - box.data < 12) return undefined
  return (await bytes.at(box.data + 4, 4)).toString('latin1') === 'hdlr' ? 0 : 4
}

async function cutPlaces(bytes: Bytes, boxes: Box[]): Promise<Cut[]> {
  const cuts: Cut[] = []
  for (const box of boxes) {
    if (places.has(box.type) || (await isPlaceItem(bytes, box, boxes)) || (await isPlaceXmp(bytes, box))) {
      cuts.push(...freed(box))
    }
  }
  return cuts
}

/** Apple's lists name their items in a `keys` box beside them; an item's type is its number in there. */
async function isPlaceItem(bytes: Bytes, box: Box, boxes: Box[]): Promise<boolean> {
  if (!box.path.endsWith(`meta/ilst/${box.type}`)) return false
  const number = Buffer.from(box.type, 'latin1').readUInt32BE()
  const meta = boxes.find(({ type, start, end }) => type === 'meta' && start < box.start && box.end <= end)
  const keys = boxes.find((other) => other.type === 'keys' && meta !== undefined && isWithin(other, meta))
  if (!keys || number > 1000 || keys.end - keys.data > longestText) return false
  const list = await bytes.at(keys.data, keys.end - keys.data)
  let at = 8
  for (let index = 1; index < number && at + 4 <= list.length; index++)
    at += Math.max(8, list.readUInt32BE(at))
  if (at + 8 > list.length) return false
  return /location|gps/i.test(list.toString('latin1', at + 8, at + list.readUInt32BE(at)))
}

async function isPlaceXmp(bytes: Bytes, box: Box): Promise<boolean> {
  if ((box.type !== 'uuid' && box.type !== 'XMP_') || !(box.type === 'XMP_' || owners.has(ownerOf(box))))
    return false
  const length = box.end - box.data
  return length <= longestText && hasPlace(await bytes.at(box.data, length))
}

function isHarmless(box: Box, boxes: Box[]): boolean {
  if (box.type === 'uuid') return false
  return boxes.every((other) => !isWithin(other, box) || harmless.has(other.type))
}

/** Creation and modification, 32 or 64 bits each, after the version. */
async function zeroDates(bytes: Bytes, box: Box): Promise<Cut> {
  const version = (await bytes.at(box.data, 1))[0]
  const start = box.data + 4
  return { start, end: Math.min(box.end, start + (version === 1 ? 16 : 8)), pad: true }
}

function freed(box: Box): Cut[] {
  const type = { start: box.start + 4, end: box.start + 8, with: Buffer.from('free') }
  return [type, { start: box.data, end: box.end, pad: true }]
}

function isWithin(box: Box, outer: Box): boolean {
  return box !== outer && box.start >= outer.data && box.end <= outer.end
}

function ownerOf({ path }: Box): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
