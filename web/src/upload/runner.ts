import { api } from '#api'
import { later } from '#app/later.svelte.ts'
import { to } from '#app/paths.ts'
import { amend } from './amending.ts'
import type { Media, MediaDetails, Site } from './contract.ts'
import { mayCarry } from './fields.ts'
import { forget, keep } from './kept.ts'
import { type Event, type Failure, isRetryable, needsSignIn, step } from './machine.ts'
import { type Outcome, send } from './send.ts'
import { type Item, itemOf, shared } from './state.svelte.ts'
import { wishesOf } from './wishes.ts'

const sending = new Map<string, AbortController>()
let timer: ReturnType<typeof setTimeout> | undefined
let guest: Promise<void> | undefined

/** Changes an item as the machine says. */
export function apply(item: Item, event: Event): void {
  Object.assign(item, step(item, event))
}

/** Sends what waits, as many at a time as the server likes. Called whenever something may have become possible. */
export function pump(): void {
  clearTimeout(timer)
  const now = Date.now()
  const { hold } = shared
  if (hold?.why === 'flood' && hold.until <= now) shared.hold = undefined
  if (shared.hold?.why === 'flood') timer = setTimeout(pump, shared.hold.until - now)
  if (shared.hold || !shared.online) return
  const waiting = shared.items.filter(
    (item) => item.state === 'waiting' && !item.held && !sending.has(item.id) && !isBehindTwin(item),
  )
  for (const item of waiting.filter(({ notBefore }) => notBefore <= now)) {
    if (sending.size >= shared.limits.parallel) return
    void run(item)
  }
  const next = Math.min(
    ...waiting.filter(({ notBefore }) => notBefore > now).map(({ notBefore }) => notBefore),
  )
  if (Number.isFinite(next)) timer = setTimeout(pump, next - now)
}

/** What the server is to take once more goes after its twins: else nobody could tell whose a lost answer was. */
function isBehindTwin(item: Item): boolean {
  if (!item.again || item.digest === undefined) return false
  const twins = shared.items.filter(({ digest, id }) => digest === item.digest && id !== item.id)
  const at = shared.items.indexOf(item)
  return twins.some(
    (twin) =>
      ['waiting', 'uploading', 'processing'].includes(twin.state) &&
      (!twin.again || shared.items.indexOf(twin) < at),
  )
}

/** Stops what an item does on the wire. */
export function stop(item: Item): void {
  sending.get(item.id)?.abort()
  sending.delete(item.id)
}

async function run(item: Item): Promise<void> {
  const controller = new AbortController()
  sending.set(item.id, controller)
  apply(item, { type: 'send' })
  try {
    const outcome = await deliver(item, controller.signal)
    if (sending.get(item.id) === controller) sending.delete(item.id)
    if (!('stopped' in outcome) && !controller.signal.aborted && itemOf(item.id)) await settle(item, outcome)
  } finally {
    if (sending.get(item.id) === controller) sending.delete(item.id)
    pump()
  }
}

/** Uploads that run at once must be one guest's: a browser that has no cookie yet gets it before the first. */
function knowGuest(): Promise<void> {
  guest ??= api(fetch)
    .post<void>('/api/history')
    .catch(() => {
      guest = undefined
    })
  return guest
}

/** Never throws: what goes wrong on this side is as a network that fails. */
async function deliver(item: Item, signal: AbortSignal): Promise<Outcome> {
  try {
    if (!shared.user) await knowGuest()
    return await hand(item, signal)
  } catch {
    return { failure: { code: 'network' } }
  }
}

async function hand(item: Item, signal: AbortSignal): Promise<Outcome> {
  const wishes = wishesOf(item, shared.options)
  // Whether an answer was lost the server can only tell when it is not to take the bytes once more.
  if (item.unanswered) delete wishes.again
  const headers: Record<string, string> = shared.user ? { 'x-tintype-user': shared.user.id } : {}
  const onProgress = (sent: number) => apply(item, { type: 'progress', sent })
  const onSent = () => apply(item, { type: 'sent' })
  const { file } = item
  if (file && file.size >= shared.limits.resumableFrom) {
    const { sendInParts } = await later(() => import('./resumable.ts'))
    const onAddress = (address: string) => {
      if (item.resumeUrl === address) return
      Object.assign(item, { resumeUrl: address, told: wishes })
      keep(item)
    }
    return sendInParts(file, {
      address: to('/api/uploads'),
      resume: item.resumeUrl,
      fields: { ...wishes, filename: item.name },
      headers,
      signal,
      onAddress,
      onProgress,
      onSent,
    })
  }
  if (!item.unanswered) item.told = wishes
  const form = new FormData()
  for (const [name, value] of Object.entries(wishes)) form.append(name, value)
  if (file) form.append('file', file, item.name)
  else form.append('url', item.url ?? '')
  const size = file?.size ?? 0
  return send({
    address: to('/api/media'),
    form,
    headers,
    signal,
    onSent,
    onProgress: (share) => onProgress(share * size),
  })
}

async function settle(item: Item, outcome: Exclude<Outcome, { stopped: true }>): Promise<void> {
  const answer = 'failure' in outcome ? await existing(item, outcome.failure) : outcome
  if ('media' in answer) return finish(item, answer.media)
  if ('again' in answer)
    return void Object.assign(item, { state: 'waiting', unanswered: false, notBefore: 0 })
  const failure = await explained(item, answer.failure)
  // The server has settled it: what is sent after that is another upload.
  if (!isRetryable(failure)) Object.assign(item, { resumeUrl: undefined, told: undefined })
  if (needsSignIn(failure)) shared.hold = { why: 'session' }
  if (failure.code === 'flood') {
    shared.hold = { why: 'flood', until: Date.now() + (failure.retryAfter ?? 60) * 1000, failure }
  }
  shared.online = navigator.onLine
  apply(item, { type: 'fail', failure, now: Date.now(), online: navigator.onLine })
}

/**
 * What to do when the server has these bytes already: they are what an answer that was lost said, or were sent before,
 * where what is to be taken once more was not: it goes `again`.
 */
async function existing(
  item: Item,
  failure: Failure,
): Promise<{ media: Media } | { failure: Failure } | { again: true }> {
  const { code, mediaId } = failure
  if (code !== 'duplicate' || mediaId === undefined) return { failure }
  const isOthers =
    mediaId === item.before || shared.items.some(({ id, media }) => id !== item.id && media?.id === mediaId)
  if (item.again && isOthers) return { again: true }
  try {
    const media = await api(fetch).get<MediaDetails>(`/api/media/${encodeURIComponent(mediaId)}`)
    if (mayCarry(item, media)) {
      Object.assign(item, { again: true, before: mediaId })
      return { again: true }
    }
    item.known = !item.unanswered
    return { media }
  } catch {
    return { failure }
  }
}

/** A server that refuses a file while it arrives may cut the line: then it is the limits that tell why. */
async function explained(item: Item, failure: Failure): Promise<Failure> {
  if (failure.code !== 'network' || !item.file || !navigator.onLine) return failure
  try {
    const { limits } = await api(fetch).get<Site>('/api/site')
    shared.limits = limits
    if (!limits.mayUpload) return { code: 'forbidden', status: 403 }
    return item.file.size > limits.maxFileBytes
      ? { code: 'too-large', status: 413, limit: limits.maxFileBytes }
      : failure
  } catch {
    return failure
  }
}

async function finish(item: Item, media: Media): Promise<void> {
  item.media = await amend(item, media)
  apply(item, { type: 'answered' })
  void forget(item.id)
}
