import { clear, createStore, delMany, keys, set, type UseStore } from 'idb-keyval'
import { openLane } from './lane.ts'
import { leftFlag } from './running.svelte.ts'
import { type Item, itemOf, type Options, shared } from './state.svelte.ts'

/** What is kept of an item until it is done, so that closing the page loses nothing. */
export type Kept = Pick<
  Item,
  'id' | 'name' | 'file' | 'original' | 'edit' | 'url' | 'fields' | 'again' | 'before' | 'resumeUrl' | 'told'
> & {
  /** Which page keeps it. */
  page: string
  at: number
  /** Whose it is: an account's id, empty for guests. Absent: another program shared it, with whoever is here. */
  user?: string
}

/** What is kept of a page's queue besides its items. */
export type KeptQueue = { order: string[]; options: Options }

/** This page, among all that keep something. */
export const pageId = crypto.randomUUID?.() ?? String(Math.random())
const inTurn = openLane(1)
let items: UseStore | undefined
let queues: UseStore | undefined

/** Where the items lie. */
export function itemStore(): UseStore {
  items ??= createStore('tintype-queue', 'items')
  return items
}

/** Where the queues lie, by page. */
export function queueStore(): UseStore {
  queues ??= createStore('tintype-queues', 'pages')
  return queues
}

/** The name of the lock that a page holds while it lives. */
export function lockOf(page: string): string {
  return `tintype-queue-${page}`
}

/** The page holds a lock while it lives: what others hold is not left behind. Not where there are no locks. */
export function holdPage(): void {
  void navigator.locks?.request(lockOf(pageId), () => new Promise(() => {}))
}

/**
 * Changes what is kept: one change after another, in this page and in all others. Without room, or in private windows,
 * nothing is kept, and nothing is said.
 */
export async function write<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await inTurn(async (): Promise<Result> => {
      return navigator.locks ? await navigator.locks.request('tintype-queue', task) : await task()
    })
  } catch {
    return undefined
  }
}

/** Keeps an item as it is when its turn comes; not what is over or no longer in the queue by then. */
export function keep({ id }: Pick<Item, 'id'>): void {
  void write(async () => {
    const item = itemOf(id)
    if (!item || item.state === 'done' || item.state === 'cancelled') return
    localStorage.setItem(leftFlag, '1')
    await set(id, keptOf(item), itemStore())
  })
}

function keptOf(item: Item): Kept {
  const { id, name, file, original, url, again, before, resumeUrl } = item
  // IndexedDB takes plain objects only.
  const { fields, edit, told } = plain({ fields: item.fields, edit: item.edit, told: item.told })
  const user = shared.user?.id ?? ''
  return {
    ...{ id, name, file, original, edit, url, fields, again, before, resumeUrl, told },
    ...{ page: pageId, at: Date.now(), user },
  }
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

let isNoted = false

/** Keeps the order of the queue and what holds for all of it. */
export function keepQueue(): void {
  if (isNoted) return
  isNoted = true
  void write(async () => {
    isNoted = false
    const kept: KeptQueue = { order: shared.items.map(({ id }) => id), options: plain(shared.options) }
    await set(pageId, kept, queueStore())
  })
}

/** Forgets items; the browser is known to keep something until nothing is left in it, of any page. */
export function forget(...ids: readonly string[]): Promise<void> {
  return write(async () => {
    await delMany([...ids], itemStore())
    if ((await keys(itemStore())).length > 0) return
    await clear(queueStore())
    localStorage.removeItem(leftFlag)
  })
}
