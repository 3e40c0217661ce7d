import { broken } from '../task.ts'
import { type Box, readBoxes } from './boxes.ts'
import type { Bytes } from './bytes.ts'

const containers = new Set([
  'moov',
  'moov/trak',
  'moov/trak/mdia',
  'moov/trak/mdia/minf',
  'moov/trak/mdia/minf/stbl',
])

/** The boxes of an AVIF, those within its `meta` and its tracks included. */
export async function readAvif(bytes: Bytes): Promise<Box[]> {
  const boxes = await readBoxes(bytes, ({ path }) =>
    path === 'meta' ? 4 : containers.has(path) ? 0 : undefined,
  )
  if (!boxes.some(({ path }) => path === 'meta')) throw broken('an AVIF without its meta box')
  return boxes
}

/** How many pictures the longest track holds; 1 for a still. */
export async function readAvifFrames(bytes: Bytes): Promise<number> {
  let frames = 1
  for (const box of await readAvif(bytes)) {
    if (box.path !== 'moov/trak/mdia/minf/stbl/stsz' || box.end - box.data < 12) continue
    frames = Math.max(frames, (await bytes.at(box.data + 8, 4)).readUInt32BE())
  }
  return frames
}
