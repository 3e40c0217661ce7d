import { type Bytes, openBytes } from '../containers/bytes.ts'
import type { MetadataMode } from '../derived.ts'
import type { KindName } from '../kinds.ts'
import { planAvif } from './avif.ts'
import { type Cut, effective, type StripMode } from './cut.ts'
import { planGif } from './gif.ts'
import { planJpeg } from './jpeg.ts'
import { planMovie } from './movie.ts'
import { planPng } from './png.ts'
import { planWebm } from './webm.ts'
import { planWebp } from './webp.ts'

/** What must be cut out of a file, in order; nothing when it carries nothing that has to go. */
export async function planCuts(kind: KindName, path: string, mode: MetadataMode): Promise<Cut[]> {
  if (mode === 'keep') return []
  await using bytes = await openBytes(path)
  const plan = planners[kind]
  return plan ? await effective(bytes, await plan(bytes, mode)) : []
}

const planners: Partial<Record<KindName, (bytes: Bytes, mode: StripMode) => Promise<Cut[]>>> = {
  jpeg: planJpeg,
  png: planPng,
  gif: planGif,
  webp: planWebp,
  avif: planAvif,
  mp4: planMovie,
  mov: planMovie,
  webm: planWebm,
}
