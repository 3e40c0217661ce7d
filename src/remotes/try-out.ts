import { AppError } from '../errors.ts'
import { type Answer, deleteAddressIn, readCopy } from './answer.ts'
import type { RemoteDescription } from './description.ts'
import { exchange, type Means } from './exchange.ts'
import { maskAddress, maskRecord, withoutSecrets } from './masks.ts'
import { remove } from './push.ts'
import { prepare, type RemoteFile } from './request.ts'
import { samplePicture } from './sample.ts'

/** The field of the description to mend, and why, in plain words. */
export type Problem = { field: string; message: string }

/** What went out and what came back, with every secret masked. */
export type Trial = {
  request: { method: string; url: string; headers: Record<string, string>; body: string }
  answer?: Answer
  /** Where the sample lies, or lay. */
  url?: string
  /** Whether the sample was deleted again; absent when the host gives no address for it. */
  removed?: boolean
  problem?: Problem
}

const shownText = 4096
/** For all of a trial, milliseconds. */
const usualTime = 60_000

/**
 * Sends a small picture to the host and tells everything about it. A sample that can be deleted again is. Throws
 * nothing but what `means.signal` was aborted with.
 */
export async function tryOut(
  description: RemoteDescription,
  means: Means & { file?: RemoteFile; dispatcherFor?: (url: string) => Promise<Means['dispatcher']> } = {},
): Promise<Trial> {
  const hide = (text: string) => withoutSecrets(text, description)
  const { method, url, headers } = description
  const trial: Trial = { request: { method, url: maskAddress(url), headers: maskRecord(headers), body: '' } }
  const until = Date.now() + (means.time ?? usualTime)
  const reach = async (url: string): Promise<Means> => {
    const dispatcher = means.dispatcherFor ? await means.dispatcherFor(url) : means.dispatcher
    return { ...means, dispatcher, time: until - Date.now() }
  }
  /** Whether the sample went; that it did not is the problem only when there is no other. */
  const takeAway = async (deleteUrl: string, { fails }: { fails: boolean }): Promise<boolean> => {
    try {
      await remove(description, deleteUrl, await reach(deleteUrl))
      return true
    } catch (thrown) {
      if (fails) throw thrown
      return false
    }
  }
  try {
    const prepared = await prepare(description, means.file ?? samplePicture())
    trial.request.url = maskAddress(prepared.url)
    trial.request.headers = maskRecord(prepared.headers)
    trial.request.body = hide(prepared.preview)
    const answer = await exchange(prepared, await reach(prepared.url))
    trial.answer = {
      ...answer,
      headers: hideAll(answer.headers, hide),
      text: hide(answer.text).slice(0, shownText),
    }
    let deleteUrl = deleteAddressIn(description, answer)
    try {
      const copy = readCopy(description, answer)
      trial.url = hide(copy.url)
      if (copy.repeated) deleteUrl = undefined
    } finally {
      // A sample whose address was not found goes as well.
      if (deleteUrl !== undefined) {
        trial.removed = false
        trial.removed = await takeAway(deleteUrl, { fails: trial.url !== undefined })
      }
    }
  } catch (thrown) {
    means.signal?.throwIfAborted()
    trial.problem = problemOf(thrown, hide)
  }
  return trial
}

/** Any refusal of this folder as a field and words. */
export function problemOf(thrown: unknown, hide: (text: string) => string = (text) => text): Problem {
  const refusal = AppError.from(thrown)
  return { field: refusal.details.field ?? 'url', message: hide(refusal.message) }
}

/** Cookies that a host sets are nobody's business. */
function hideAll(headers: Record<string, string>, hide: (text: string) => string): Record<string, string> {
  const shown = Object.entries(headers).filter(([name]) => name !== 'set-cookie')
  return Object.fromEntries(shown.map(([name, value]) => [name, hide(value)]))
}
