import { t } from '#i18n/t.ts'
import { forget, keep, keepQueue } from './kept.ts'
import { fresh, isRetryable } from './machine.ts'
import { endOptions } from './options.ts'
import { apply, pump, stop } from './runner.ts'
import { type Item, shared } from './state.svelte.ts'
import { areUnread } from './terms.svelte.ts'

/** Sends everything that is ready. Guests agree to the site's terms first, where it has some. */
export function start(): void {
  if (areUnread()) {
    shared.said = t('upload.agreeFirst')
    document.getElementById('upload-terms')?.focus()
    return
  }
  shared.ran = true
  if (!shared.items.some(({ state }) => state === 'uploading' || state === 'processing')) shared.percent = 0
  if (shared.hold?.why === 'person') shared.hold = undefined
  for (const item of shared.items) apply(item, { type: 'start' })
  pump()
}

/** Takes an item out of the queue, stopping it where it is on its way. */
export function remove(item: Item): void {
  stop(item)
  if (item.preview) URL.revokeObjectURL(item.preview)
  shared.items = shared.items.filter(({ id }) => id !== item.id)
  const twin = shared.items.find(({ state, digest }) => state === 'duplicate' && digest === item.digest)
  const isOnly = !shared.items.some(({ state, digest }) => state !== 'duplicate' && digest === item.digest)
  if (twin && isOnly) apply(twin, { type: 'keep' })
  void forget(item.id)
  pump()
}

/** Stops an item; it stays in the list, to be tried again. */
export function cancel(item: Item): void {
  stop(item)
  apply(item, { type: 'cancel' })
  void forget(item.id)
  pump()
}

/** Stops all that is not done. */
export function cancelRemaining(): void {
  const open = shared.items.filter(({ state }) =>
    ['waiting', 'uploading', 'processing', 'paused'].includes(state),
  )
  for (const item of open) {
    stop(item)
    apply(item, { type: 'cancel' })
  }
  shared.hold = undefined
  void forget(...open.map(({ id }) => id))
}

/** Tries an item once more. */
export function retry(item: Item): void {
  apply(item, { type: 'retry' })
  keep(item)
  pump()
}

/** Tries everything once more that trying can help. */
export function retryAll(): void {
  for (const item of shared.items) {
    if (item.state === 'cancelled' || (item.state === 'failed' && item.failure && isRetryable(item.failure)))
      retry(item)
  }
}

/** Puts files whose fields were refused back into the queue, to be changed: they are sent anew. */
export function reopen(items: readonly Item[]): void {
  for (const item of items) {
    const anew = { resumeUrl: undefined, told: undefined }
    Object.assign(item, { ...fresh(item.size), reached: item.reached, ...anew })
    keep(item)
  }
}

/** Sends a file although the queue, or the server, has it already. */
export function takeAgain(item: Item): void {
  item.again = true
  item.before = item.media?.id
  item.resumeUrl = undefined
  item.told = undefined
  if (item.state === 'duplicate') {
    apply(item, { type: 'keep' })
    keep(item)
    return
  }
  Object.assign(item, {
    state: 'waiting',
    media: undefined,
    known: false,
    failures: 0,
    notBefore: 0,
    reached: 0,
  })
  keep(item)
  pump()
}

/** Stops everything until `resume`: what was on its way begins anew, or where it stopped when it goes in parts. */
export function pause(): void {
  shared.hold = { why: 'person' }
  for (const item of shared.items) {
    if (item.state === 'uploading') stop(item)
    apply(item, { type: 'pause' })
  }
}

/** Goes on after a pause, or before the server's time is over. */
export function resume(): void {
  shared.hold = undefined
  for (const item of shared.items) apply(item, { type: 'resume' })
  pump()
}

/** Moves an item so many places, within the list. */
export function move(item: Item, places: number): void {
  const from = shared.items.findIndex(({ id }) => id === item.id)
  const at = Math.max(0, Math.min(shared.items.length - 1, from + places))
  if (from < 0 || at === from) return
  const [moved] = shared.items.splice(from, 1)
  if (moved) shared.items.splice(at, 0, moved)
  keepQueue()
}

/** Empties the queue. */
export function clear(): void {
  for (const item of shared.items) {
    stop(item)
    if (item.preview) URL.revokeObjectURL(item.preview)
  }
  const ids = shared.items.map(({ id }) => id)
  Object.assign(shared, { items: [], hold: undefined, percent: 0, ran: false })
  endOptions()
  void forget(...ids)
}

/** Sorts what is in the queue. */
export function sortBy(how: 'name' | 'date' | 'size'): void {
  const orders = {
    name: (a: Item, b: Item) => a.name.localeCompare(b.name, undefined, { numeric: true }),
    date: (a: Item, b: Item) => (a.file?.lastModified ?? 0) - (b.file?.lastModified ?? 0),
    size: (a: Item, b: Item) => (b.size ?? 0) - (a.size ?? 0),
  }
  shared.items = [...shared.items].sort(orders[how])
  keepQueue()
}
