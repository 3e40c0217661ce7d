import type { Changed, Handled, Media, MediaChange } from '../../../src/dialects/native/wire-media.ts'
import { ApiError, type api } from '../api.ts'
import { parts } from './portions.ts'

type Call = ReturnType<typeof api>
type Change = Changed['before'][number]
export type Failure = Changed['failed'][number]
/** How many are dealt with, of how many. */
export type Progress = (done: number, total: number) => void

export type Outcome = {
  /** Ids of those it was done to. */
  done: string[]
  /** As they are now, where they still are. */
  items: Media[]
  failed: Failure[]
  /** Does the opposite; absent when there is none. */
  undo?: (progress: Progress) => Promise<Outcome>
}

/** Gives every media the same change. */
export function changeAll(
  call: Call,
  ids: readonly string[],
  change: MediaChange,
  progress: Progress = () => {},
) {
  return sendChanges(
    call,
    ids.map((id) => ({ ...change, id })),
    progress,
  )
}

/** Gives each media its own change. What the server refuses, or cannot be reached for, is among `failed`. */
export async function sendChanges(
  call: Call,
  changes: readonly Change[],
  progress: Progress = () => {},
): Promise<Outcome> {
  const before: Change[] = []
  const outcome = await inChunks(changes, progress, async (part) => {
    const answer = await call.patch<Changed>('/api/media', { changes: part })
    before.push(...answer.before)
    return { ids: answer.items.map(({ id }) => id), items: answer.items, failed: answer.failed }
  })
  return before.length === 0 ? outcome : { ...outcome, undo: (told) => sendChanges(call, before, told) }
}

/** Moves media to the trash, from where undoing takes them. */
export async function trashAll(
  call: Call,
  ids: readonly string[],
  progress: Progress = () => {},
): Promise<Outcome> {
  const outcome = await handleAll(ids, progress, (part) => call.delete<Handled>('/api/media', { ids: part }))
  return { ...outcome, undo: (told) => restoreAll(call, outcome.done, told) }
}

/** Takes media out of the trash. */
export function restoreAll(
  call: Call,
  ids: readonly string[],
  progress: Progress = () => {},
): Promise<Outcome> {
  return handleAll(ids, progress, (part) => call.post<Handled>('/api/media/restore', { ids: part }))
}

/** Deletes media in the trash for ever. */
export function destroyAll(
  call: Call,
  ids: readonly string[],
  progress: Progress = () => {},
): Promise<Outcome> {
  return handleAll(ids, progress, (part) => call.delete<Handled>('/api/media?forever=1', { ids: part }))
}

function handleAll(ids: readonly string[], progress: Progress, handle: (part: string[]) => Promise<Handled>) {
  return inChunks(
    ids.map((id) => ({ id })),
    progress,
    async (part) => ({ ...(await handle(part.map(({ id }) => id))), items: [] }),
  )
}

async function inChunks<Item extends { id: string }>(
  all: readonly Item[],
  progress: Progress,
  send: (part: Item[]) => Promise<{ ids: string[]; items: Media[]; failed: Failure[] }>,
): Promise<Outcome> {
  const outcome: Outcome = { done: [], items: [], failed: [] }
  let told = 0
  progress(0, all.length)
  for (const part of parts(all)) {
    try {
      const { ids, items, failed } = await send(part)
      outcome.done.push(...ids)
      outcome.items.push(...items)
      outcome.failed.push(...failed)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { code, message } = error
      outcome.failed.push(...part.map(({ id }) => ({ id, code, message })))
    }
    told += part.length
    progress(told, all.length)
  }
  return outcome
}
