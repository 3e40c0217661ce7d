import { openStill } from './decoder.ts'
import type { Derived, DeriveRequest, Pixels } from './derived.ts'
import { kinds } from './kinds.ts'
import type { MediaLimits } from './limits.ts'
import { makeOriginal, storedSize } from './original.ts'
import { decode, open, planRenditions, render } from './render.ts'
import { broken, type Task } from './task.ts'

/** Makes what is stored of a file: the original, changed where it must be, and its renditions. */
export async function derive(task: Extract<Task, { name: 'derive' }>): Promise<Derived> {
  const { request, limits } = task
  if (kinds[request.facts.kind].type === 'video') {
    const { deriveVideo } = await import('./video-derive.ts')
    return await deriveVideo(task)
  }
  const { facts, folder } = request
  const plan = planRenditions(storedSize(request), facts.animated)
  const whole = facts.kind === 'bmp' ? await decodeBitmap(request, limits) : undefined
  const still = whole ? open(whole) : openStill(request.path, limits)
  const base = await decode(still, plan).catch((error) => {
    throw broken(error)
  })
  const original = await makeOriginal(request, limits, whole)
  const made = await render(base, plan, { folder, format: kinds[facts.kind].rendition })
  return { original, ...made }
}

async function decodeBitmap({ path }: DeriveRequest, limits: MediaLimits): Promise<Pixels> {
  const { decodeBmp } = await import('./magick.ts')
  return await decodeBmp(path, limits)
}
