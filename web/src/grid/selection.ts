import { SvelteMap, SvelteSet } from 'svelte/reactivity'

/** A list to select in: how many it holds, and the ids of some of them, in order, fetched when they are not here. */
export type Selectable = {
  readonly count: number
  idAt(index: number): string | undefined
  idsOf(from: number, until: number): Promise<string[]>
}

export type Selection = {
  readonly ids: ReadonlySet<string>
  readonly size: number
  /** Ids of what was just chosen are still being fetched. */
  readonly busy: boolean
  has(id: string): boolean
  toggle(index: number): void
  /** From where the last one was chosen to here, instead of the range chosen before. */
  extendTo(index: number): Promise<void>
  /** Chooses what a rectangle touches, besides what was chosen when it was begun. */
  beginArea(): void
  area(indices: readonly number[]): void
  all(): Promise<void>
  clear(): void
  /** What is gone cannot be chosen. */
  drop(ids: Iterable<string>): void
  set(ids: Iterable<string>): void
}

/** Nothing is chosen at first. */
export function openSelection(list: () => Selectable): Selection {
  const ids = new SvelteSet<string>()
  const state = new SvelteMap([['busy', false]])
  /** Where a range begins, and what was chosen before it. */
  let from = 0
  let base = new Set<string>()
  let turn = 0

  function become(wanted: ReadonlySet<string>): void {
    for (const id of [...ids]) if (!wanted.has(id)) ids.delete(id)
    for (const id of wanted) ids.add(id)
  }

  async function take(first: number, until: number): Promise<void> {
    const mine = ++turn
    state.set('busy', true)
    try {
      const found = await list().idsOf(first, until)
      if (mine === turn) become(new Set([...base, ...found]))
    } finally {
      if (mine === turn) state.set('busy', false)
    }
  }

  function begin(index: number): void {
    turn += 1
    state.set('busy', false)
    from = index
    base = new Set(ids)
  }

  return {
    ids,
    get size() {
      return ids.size
    },
    get busy() {
      return state.get('busy') === true
    },
    has: (id) => ids.has(id),
    toggle(index) {
      const id = list().idAt(index)
      if (id === undefined) return
      if (!ids.delete(id)) ids.add(id)
      begin(index)
    },
    extendTo(index) {
      if (ids.size === 0) {
        from = index
        base = new Set()
      }
      return take(Math.min(from, index), Math.max(from, index) + 1)
    },
    beginArea: () => begin(from),
    area(indices) {
      const touched = indices.flatMap((index) => list().idAt(index) ?? [])
      become(new Set([...base, ...touched]))
    },
    all() {
      base = new Set()
      return take(0, list().count)
    },
    clear() {
      ids.clear()
      begin(0)
    },
    drop(gone) {
      for (const id of gone) {
        ids.delete(id)
        base.delete(id)
      }
    },
    set(wanted) {
      become(new Set(wanted))
      begin(from)
    },
  }
}
