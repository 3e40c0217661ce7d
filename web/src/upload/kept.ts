import { createStore, del, delMany, entries, set, type UseStore } from 'idb-keyval'
import type { Item } from './state.svelte.ts'

/** What is kept of an item until it is done, so that closing the page loses nothing. */
export type Kept = Pick<
  Item,
  'id' | 'name' | 'file' | 'original' | 'edit' | 'url' | 'fields' | 'again' | 'resumeUrl'
> & {
  /** Which page keeps it. */
  page: string
  at: number
}

const page = crypto.randomUUID?.() ?? String(Math.random())
const lockName = (id: string) => `tintype-queue-${id}`
let store: UseStore | undefined
const shelf = () => {
  store ??= createStore('tintype-queue', 'items')
  return store
}

/** The page holds a lock while it lives: what others hold is not left behind. Not where there are no locks. */
export function holdPage(): void {
  void navigator.locks?.request(lockName(page), () => new Promise(() => {}))
}

/** Keeps an item. Without room, or in private windows, it is simply not kept. */
export async function keep(item: Item): Promise<void> {
  const { id, name, file, original, url, again, resumeUrl } = item
  // IndexedDB takes plain objects only.
  const { fields, edit } = $plain({ fields: item.fields, edit: item.edit })
  const kept: Kept = { id, name, file, original, edit, url, fields, again, resumeUrl, page, at: Date.now() }
  await set(id, kept, shelf()).catch(() => {})
}

function $plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** Forgets an item. */
export async function forget(id: string): Promise<void> {
  await del(id, shelf()).catch(() => {})
}

/** What pages that are gone have left, in its order. */
export async function leftBehind(): Promise<Kept[]> {
  try {
    const held = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name))
    const all = await entries<string, Kept>(shelf())
    return all
      .map(([, kept]) => kept)
      .filter((kept) => kept.page !== page && !held.has(lockName(kept.page)))
      .sort((a, b) => a.at - b.at)
  } catch {
    return []
  }
}

/** Forgets several. */
export async function forgetAll(ids: readonly string[]): Promise<void> {
  await delMany([...ids], shelf()).catch(() => {})
}
