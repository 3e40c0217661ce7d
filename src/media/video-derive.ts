import { stat } from 'node:fs/promises'
import { openStill } from './decoder.ts'
import type { Derived, DerivedFile } from './derived.ts'
import { makeOriginal } from './original.ts'
import { drawNeutral, takeFrame } from './poster.ts'
import { decode, planRenditions, render, writeStill } from './render.ts'
import type { Task } from './task.ts'

type DeriveTask = Extract<Task, { name: 'derive' }>

/** A film as it is stored, and its poster with thumb and medium; a neutral poster where no picture can be had. */
export async function deriveVideo(task: DeriveTask): Promise<Derived> {
  const { request, limits } = task
  const original = await makeOriginal(request, limits)
  const { frame, failed } = await makeFrame(task)
  const plan = planRenditions(frame, false)
  const pixels = await decode(openStill(frame.path, limits), plan)
  const made = await render(pixels, plan, { folder: request.folder, format: 'jpeg', extension: 'jpeg' })
  const why = failed ?? made.failed
  return {
    original,
    ...made,
    renditions: { ...made.renditions, frame },
    ...(why !== undefined && { failed: why }),
    ...(failed !== undefined && { standIn: true }),
  }
}

async function makeFrame(task: DeriveTask): Promise<{ frame: DerivedFile; failed?: string }> {
  const { path, facts, folder, posterAt: seconds } = task.request
  try {
    if (task.ffmpeg)
      return { frame: await describeFrame(await takeFrame(path, facts, { folder, seconds, ...task }), task) }
    return { frame: await neutral(task) }
  } catch (error) {
    return { frame: await neutral(task), failed: `frame: ${error instanceof Error ? error.message : error}` }
  }
}

async function describeFrame(path: string, { limits }: DeriveTask): Promise<DerivedFile> {
  const { width, height } = await openStill(path, limits).metadata()
  const { size } = await stat(path)
  return { path, extension: 'jpeg', mime: 'image/jpeg', size, width, height }
}

function neutral({ request }: DeriveTask): Promise<DerivedFile> {
  const output = { folder: request.folder, name: 'frame', format: 'jpeg', extension: 'jpeg' } as const
  return writeStill(drawNeutral(request.facts), output)
}
