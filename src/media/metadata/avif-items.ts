import { type Box, readBoxes } from '../containers/boxes.ts'
import type { Bytes } from '../containers/bytes.ts'
import { broken } from '../task.ts'
import type { Cut } from './cut.ts'

/** An item of an ISO base media file with the ranges of the file where its bytes lie. */
export type AvifItem = { id: number; type: string; ranges: { start: number; end: number }[] }

type Location = { id: number; entry: Buffer; ranges: AvifItem['ranges'] }

const longestMeta = 4 * 1024 ** 2

/** The items listed in the outermost `meta`. */
export async function readItems(bytes: Bytes, boxes: Box[]): Promise<AvifItem[]> {
  const infos = await readInfos(bytes, find(boxes, 'iinf'))
  const { locations } = await readLocations(bytes, boxes)
  return infos.map(({ id, type }) => ({
    id,
    type,
    ranges: locations.find((location) => location.id === id)?.ranges ?? [],
  }))
}

/** A cut that takes items out of the lists in `meta` and fills what is left over with a `free` box. */
export async function rebuildMeta(bytes: Bytes, boxes: Box[], items: readonly AvifItem[]): Promise<Cut[]> {
  const gone = new Set(items.map(({ id }) => id))
  const meta = boxes.find(({ path }) => path === 'meta')
  if (!meta || meta.end - meta.data > longestMeta) throw broken('no meta box to work with')
  const parts: Buffer[] = []
  for (const box of boxes.filter(({ path }) => /^meta\/[^/]+$/.test(path))) {
    const whole = Buffer.from(await bytes.at(box.start, box.end - box.start))
    if (box.type === 'iinf') parts.push(await withoutInfos(bytes, box, gone))
    else if (box.type === 'iloc') parts.push(await withoutLocations(bytes, boxes, gone))
    else if (box.type === 'iref') parts.push(await withoutReferences(bytes, box, gone))
    else parts.push(box.type === 'idat' ? blank(whole, box.start, items) : whole)
  }
  const start = meta.data + 4
  const body = Buffer.concat(parts)
  const spare = meta.end - start - body.length
  if (spare < 8) throw broken('the lists in the meta box do not add up')
  const free = Buffer.alloc(spare)
  free.writeUInt32BE(spare)
  free.write('free', 4, 'latin1')
  return [{ start, end: meta.end, with: Buffer.concat([body, free]) }]
}

function blank(box: Buffer, start: number, items: readonly AvifItem[]): Buffer {
  for (const range of items.flatMap(({ ranges }) => ranges)) {
    if (range.start >= start + 8 && range.end <= start + box.length)
      box.fill(0, range.start - start, range.end - start)
  }
  return box
}

type Info = { id: number; type: string; box: Box }

async function readInfos(bytes: Bytes, iinf: Box): Promise<Info[]> {
  const version = (await bytes.at(iinf.data, 1))[0] ?? 0
  const start = iinf.data + 4 + (version === 0 ? 2 : 4)
  const boxes = await readBoxes(bytes, () => undefined, { start, end: iinf.end })
  const infos: Info[] = []
  for (const box of boxes.filter(({ type }) => type === 'infe')) {
    const head = await bytes.at(box.data, Math.min(14, box.end - box.data))
    const wide = (head[0] ?? 0) >= 3
    const at = wide ? 10 : 8
    if (head.length < at + 4) throw broken('an item without type')
    infos.push({
      id: wide ? head.readUInt32BE(4) : head.readUInt16BE(4),
      type: head.toString('latin1', at, at + 4),
      box,
    })
  }
  return infos
}

async function withoutInfos(bytes: Bytes, iinf: Box, gone: Set<number>): Promise<Buffer> {
  const wide = ((await bytes.at(iinf.data, 1))[0] ?? 0) > 0
  const head = Buffer.from(await bytes.at(iinf.data, wide ? 8 : 6))
  const staying = (await readInfos(bytes, iinf)).filter(({ id }) => !gone.has(id))
  if (wide) head.writeUInt32BE(staying.length, 4)
  else head.writeUInt16BE(staying.length, 4)
  const entries: Buffer[] = []
  for (const { box } of staying) entries.push(Buffer.from(await bytes.at(box.start, box.end - box.start)))
  return makeBox('iinf', [head, ...entries])
}

async function withoutLocations(bytes: Bytes, boxes: Box[], gone: Set<number>): Promise<Buffer> {
  const { head, locations } = await readLocations(bytes, boxes)
  const staying = locations.filter(({ id }) => !gone.has(id))
  if (head.length === 8) head.writeUInt16BE(staying.length, 6)
  else head.writeUInt32BE(staying.length, 6)
  return makeBox('iloc', [head, ...staying.map(({ entry }) => entry)])
}

/** The `iloc` box (ISO/IEC 14496-12, 8.11.3): `head` up to and with its count, then an entry for each item. */
async function readLocations(bytes: Bytes, boxes: Box[]): Promise<{ head: Buffer; locations: Location[] }> {
  const iloc = find(boxes, 'iloc')
  const box = Buffer.from(await bytes.at(iloc.data, Math.min(iloc.end - iloc.data, longestMeta)))
  const version = box.readUInt8(0)
  const [offsetSize, lengthSize] = nibbles(box.readUInt8(4))
  const [baseSize, indexSize] = nibbles(box.readUInt8(5))
  const headLength = version < 2 ? 8 : 10
  const count = version < 2 ? box.readUInt16BE(6) : box.readUInt32BE(6)
  const inner = boxes.find(({ path }) => path === 'meta/idat')?.data ?? 0
  const locations: Location[] = []
  let at = headLength
  const take = (length: number) => {
    const value =
      length === 0 ? 0 : length === 8 ? Number(box.readBigUInt64BE(at)) : box.readUIntBE(at, length)
    at += length
    return value
  }
  for (let index = 0; index < count; index++) {
    const start = at
    const id = take(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : take(2) & 15
    take(2)
    const base = take(baseSize) + (method === 1 ? inner : 0)
    const ranges: AvifItem['ranges'] = []
    for (let extents = take(2); extents > 0; extents--) {
      if (version > 0) take(indexSize)
      const from = base + take(offsetSize)
      const length = take(lengthSize)
      if (method < 2 && from + length <= bytes.size) ranges.push({ start: from, end: from + length })
    }
    locations.push({ id, entry: box.subarray(start, at), ranges })
  }
  return { head: Buffer.from(box.subarray(0, headLength)), locations }
}

async function withoutReferences(bytes: Bytes, iref: Box, gone: Set<number>): Promise<Buffer> {
  const head = Buffer.from(await bytes.at(iref.data, 4))
  const boxes = await readBoxes(bytes, () => undefined, { start: iref.data + 4, end: iref.end })
  const staying: Buffer[] = []
  for (const box of boxes) {
    const whole = Buffer.from(await bytes.at(box.start, box.end - box.start))
    const from = head[0] === 0 ? whole.readUInt16BE(8) : whole.readUInt32BE(8)
    if (!gone.has(from)) staying.push(whole)
  }
  return makeBox('iref', [head, ...staying])
}

function makeBox(type: string, parts: Buffer[]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0))
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...parts])
}

function nibbles(byte: number): [number, number] {
  return [byte >> 4, byte & 15]
}

function find(boxes: Box[], type: string): Box {
  const box = boxes.find(({ path }) => path === `meta/${type}`)
  if (!box) throw broken(`no ${type} box`)
  return box
}
