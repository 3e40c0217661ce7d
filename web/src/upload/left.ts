import { delMany, entries, getMany, setMany } from 'idb-keyval'
import { itemStore, type Kept, type KeptQueue, lockOf, pageId, queueStore, write } from './kept.ts'
import type { Options } from './state.svelte.ts'

/** A queue that a page has left: its items in their order, and what held for all of them. */
export type LeftQueue = { items: Kept[]; options: Options }

/** What pages that are gone have left of this person's, whose id is empty for guests. */
export async function leftBehind(user: string): Promise<Kept[]> {
  try {
    const held = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name))
    return (await allKept())
      .filter((kept) => kept.page !== pageId && !held.has(lockOf(kept.page)))
      .filter((kept) => (kept.user ?? user) === user)
      .sort((a, b) => a.at - b.at)
  } catch {
    return []
  }
}

/** Makes what was left this page's, so that no other page takes it too. */
export async function takeOver(user: string): Promise<LeftQueue[]> {
  const taken = await write(async () => {
    const left = await leftBehind(user)
    const pages = [...new Set(left.map(({ page }) => page))]
    const queues = await getMany<KeptQueue | undefined>(pages, queueStore())
    await setMany(
      left.map((kept) => [kept.id, { ...kept, page: pageId, user }]),
      itemStore(),
    )
    await delMany(pages, queueStore())
    return pages.map((page, at) =>
      queueOf(
        left.filter((kept) => kept.page === page),
        queues[at],
      ),
    )
  })
  return taken ?? []
}

function queueOf(left: Kept[], kept: KeptQueue | undefined): LeftQueue {
  const places = new Map(kept?.order.map((id, at) => [id, at]))
  const placeOf = ({ id }: Kept) => places.get(id) ?? Number.POSITIVE_INFINITY
  const items = left.sort((a, b) => (placeOf(a) === placeOf(b) ? a.at - b.at : placeOf(a) - placeOf(b)))
  return { items, options: kept?.options ?? {} }
}

/** The ids of all that is kept for a person, by pages that are gone or not. */
export async function keptFor(user: string): Promise<string[]> {
  const all = await allKept().catch(() => [])
  return all.filter((kept) => kept.user === user).map(({ id }) => id)
}

async function allKept(): Promise<Kept[]> {
  return (await entries<string, Kept>(itemStore())).map(([, kept]) => kept)
}
