import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** A box of an ISO base media file (ISO/IEC 14496-12): `data` at its payload, `path` like `moov/trak`. */
export type Box = { type: string; path: string; start: number; data: number; end: number }

const maxBoxes = 200_000

/**
 * The boxes between two positions, and those within boxes for which `enter` answers how many bytes of their payload
 * come before their children. A parent precedes its children.
 */
export async function readBoxes(
  bytes: Bytes,
  enter: (box: Box) => number | undefined | Promise<number | undefined>,
  range: { start: number; end: number; path?: string } = { start: 0, end: bytes.size },
): Promise<Box[]> {
  const found: Box[] = []
  const parents = [range]
  for (let parent = parents.shift(); parent; parent = parents.shift()) {
    for (let at = parent.start; at < parent.end; ) {
      const box = await readBox(bytes, at, parent)
      if (!box) break
      found.push(box)
      if (found.length > maxBoxes) throw broken('too many boxes')
      const skip = await enter(box)
      if (skip !== undefined && box.data + skip <= box.end) {
        parents.push({ start: box.data + skip, end: box.end, path: box.path })
      }
      at = box.end
    }
  }
  return found
}

async function readBox(
  bytes: Bytes,
  start: number,
  parent: { end: number; path?: string },
): Promise<Box | undefined> {
  // QuickTime ends some lists with 32 zero bits.
  if (parent.end - start < 8) return undefined
  const head = await bytes.at(start, 8)
  const short = head.readUInt32BE(0)
  const type = head.toString('latin1', 4, 8)
  if (short === 0 && type === '\0\0\0\0') return undefined
  const long = short === 1 ? Number((await bytes.at(start + 8, 8)).readBigUInt64BE()) : undefined
  const length = long ?? (short === 0 ? parent.end - start : short)
  const data = start + (long === undefined ? 8 : 16)
  const end = start + length
  if (end < data || end > parent.end) throw broken(`the box ${type} at ${start} does not fit`)
  return { type, path: parent.path ? `${parent.path}/${type}` : type, start, data, end }
}
