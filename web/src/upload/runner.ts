import { api } from '#api'
import { to } from '#app/paths.ts'
import type { Media, Site } from './contract.ts'
import { forget, keep } from './kept.ts'
import { type Event, type Failure, needsSignIn, step } from './machine.ts'
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
  const waiting = shared.items.filter(({ state, id }) => state === 'waiting' && !sending.has(id))
  for (const item of waiting.filter(({ notBefore }) => notBefore <= now)) {
    if (sending.size >= shared.limits.parallel) return
    void run(item)
  }
  const next = Math.min(
    ...waiting.filter(({ notBefore }) => notBefore > now).map(({ notBefore }) => notBefore),
  )
  if (Number.isFinite(next)) timer = setTimeout(pump, next - now)
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
  if (!shared.user) await knowGuest()
  const outcome = await deliver(item, controller.signal)
  if (sending.get(item.id) === controller) sending.delete(item.id)
  if (!('stopped' in outcome) && itemOf(item.id)) await settle(item, outcome)
  pump()
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

async function deliver(item: Item, signal: AbortSignal): Promise<Outcome> {
  const wishes = wishesOf(item, shared.options)
  const headers: Record<string, string> = shared.user ? { 'x-tintype-user': shared.user.id } : {}
  const onProgress = (sent: number) => apply(item, { type: 'progress', sent })
  const onSent = () => apply(item, { type: 'sent' })
  const { file } = item
  if (file && file.size >= shared.limits.resumableFrom) {
    const { sendInParts } = await import('./resumable.ts')
    const onAddress = (address: string) => {
      item.resumeUrl = address
      void keep(item)
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
  const failure = await explained(item, answer.failure)
  if (needsSignIn(failure)) shared.hold = { why: 'session' }
  if (failure.code === 'flood') {
    shared.hold = { why: 'flood', until: Date.now() + (failure.retryAfter ?? 60) * 1000, failure }
  }
  shared.online = navigator.onLine
  apply(item, { type: 'fail', failure, now: Date.now(), online: navigator.onLine })
}

/** What to do when the server has these bytes already: they are what an answer that was lost said, or were sent before. */
async function existing(item: Item, failure: Failure): Promise<{ media: Media } | { failure: Failure }> {
  if (failure.code !== 'duplicate' || failure.mediaId === undefined) return { failure }
  try {
    const media = await api(fetch).get<Media>(`/api/media/${encodeURIComponent(failure.mediaId)}`)
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

function finish(item: Item, media: Media): void {
  item.media = media
  apply(item, { type: 'answered' })
  void forget(item.id)
}
