import { FilePathSource, Input, MP4, QTFF, WEBM } from 'mediabunny'
import { readBoxes } from './containers/boxes.ts'
import { openBytes } from './containers/bytes.ts'
import type { Camera, Facts } from './facts.ts'
import type { KindName } from './kinds.ts'
import { broken } from './task.ts'

const maxTitle = 200
const maxText = 2000

/** Facts of a film from its container alone: displayed size, duration, tags. Nothing is decoded. */
export async function inspectVideo(path: string, kind: KindName): Promise<Facts> {
  await checkWhole(path, kind)
  const source = new FilePathSource(path, { maxCacheSize: 2 * 1024 * 1024, handleUnhandledError: () => {} })
  using input = new Input({ source, formats: [MP4, QTFF, WEBM] })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (!track) throw new Error('no moving picture in it')
    const seconds = (await input.getDurationFromMetadata()) ?? (await input.computeDuration())
    return {
      kind,
      width: Math.round(await track.getDisplayWidth()),
      height: Math.round(await track.getDisplayHeight()),
      frames: 1,
      animated: false,
      duration: Math.round(Math.max(0, seconds) * 1000),
      is360: false,
      camera: readTags(await input.getMetadataTags()),
    }
  } catch (error) {
    throw broken(error)
  }
}

/** A film that ends within a box was cut off, even where its first part would play. */
async function checkWhole(path: string, kind: KindName): Promise<void> {
  if (kind === 'webm') return
  await using bytes = await openBytes(path)
  const boxes = await readBoxes(bytes, () => undefined)
  if (!boxes.some(({ type }) => type === 'moov')) throw broken('no moov box')
}

function readTags({
  title,
  description,
  date,
}: {
  title?: string
  description?: string
  date?: Date
}): Camera {
  const camera: Camera = {}
  if (title?.trim()) camera.title = title.trim().slice(0, maxTitle)
  if (description?.trim()) camera.description = description.trim().slice(0, maxText)
  if (date && !Number.isNaN(date.getTime())) camera.takenAt = date.getTime()
  return camera
}
