import type { Media, MediaList, Shapes, Surroundings } from '../../../src/dialects/native/wire-media.ts'
import { api } from '../api.ts'
import { type Filter, isByTime, searchOf } from './filter.ts'
import {
  addShapes,
  fill,
  type Known,
  knownFrom,
  knownFromShapes,
  letGo,
  type Page,
  pageLength,
  pagesIn,
  place,
  takeOut,
} from './pages.ts'

/**
 * A list of media as it is known by now. `version` counts all changes of what is known, `shape` those of how many
 * there are and how they look: whoever reads `known` reads one of the two first.
 */
export type Feed = {
  readonly filter: Filter
  readonly version: number
  readonly shape: number
  readonly known: Known
  /** Index of the item that the page was opened at. */
  readonly anchor: number
  /** The item that begins a row, whatever is before it; 0: none does. */
  readonly breakAt: number
  /** Whether the items ahead of the anchor are known, too. */
  readonly complete: boolean
  /** Some could not be fetched; `retry` tries again. */
  readonly failed: boolean
  /** Fetches what is not here; called again, it forgets what it has not begun to fetch. */
  want(from: number, until: number): void
  /** Fetches what is not here, and answers the ids in order. Throws ApiError. */
  idsOf(from: number, until: number): Promise<string[]>
  /** Fetches shapes until all are known. */
  explore(): Promise<void>
  retry(): void
  /** Puts changed media in the place of what they were. */
  replace(media: readonly Media[]): void
  takeOut(ids: ReadonlySet<string>): void
  /** What is known of some of them, fetched where it was let go. Throws ApiError. */
  mediaOf(ids: ReadonlySet<string>): Promise<Media[]>
  /** Asks for the whole list again, and shows it when what is in view is here. */
  refresh(): Promise<void>
}

export type Opening = {
  filter: Filter
  list: MediaList
  /** The cursor of the page's address. */
  after: string | undefined
  timeZone: string
  /** Rows are to be as they were before the page was loaded anew: the opened page need not begin one. */
  again?: boolean
}

const keptPages = 60
const patience = 80

/** Opens a list at a page that the server has rendered. */
export function openFeed({ filter, list, after, timeZone, again = false }: Opening): Feed {
  const call = api((...request) => fetch(...request))
  const query = Object.fromEntries(new URLSearchParams(searchOf(filter)))
  const state = $state({
    version: 0,
    shape: 0,
    failed: false,
    complete: list.previous === undefined,
    anchor: 0,
  })
  let known = knownFrom(list, after, isByTime(filter) ? timeZone : undefined)
  let wanted = { from: 0, until: 0 }
  let timer: ReturnType<typeof setTimeout> | undefined
  let exploring: Promise<void> | undefined

  const askShapes = (from: string | undefined) =>
    call.get<Shapes>('/api/media/shapes', { ...query, after: from })

  async function fetchPage(page: Page): Promise<void> {
    const holder = known
    page.state = 'coming'
    try {
      const { items } = await call.get<MediaList>('/api/media', {
        ...query,
        after: page.after,
        limit: pageLength,
      })
      fill(holder, page, items)
      letGo(holder, wanted.from, keptPages)
      state.failed = false
      state.version += 1
    } catch (error) {
      page.state = 'absent'
      state.failed = true
      throw error
    }
  }

  function fetchWanted(): void {
    const missing = pagesIn(known, wanted.from, wanted.until).filter((page) => page.state === 'absent')
    for (const page of missing.slice(0, 4)) void fetchPage(page).catch(() => {})
  }

  async function explore(): Promise<void> {
    try {
      await exploreAll()
      state.failed = false
    } catch {
      state.failed = true
      exploring = undefined
    }
  }

  async function exploreAll(): Promise<void> {
    const parts: Shapes[] = []
    let next: string | undefined
    do {
      const part = await askShapes(next)
      parts.push(part)
      next = part.next
      if (state.complete && parts.length > 1) addShapes(known, part)
      else if (state.complete) takeFirst(part)
      else if (after !== undefined && part.pages.some((page) => page.after === after)) takeAround(parts)
      reshape()
    } while (next !== undefined)
    if (!state.complete) await takeBySearch(parts)
    known.total = known.ratios.length
    reshape()
  }

  function reshape(): void {
    state.shape += 1
    state.version += 1
  }

  /** The first shapes tell again of the page that is here. */
  function takeFirst(part: Shapes): void {
    const fresh = knownFromShapes([part], known.total)
    carry(fresh, 0)
  }

  function takeAround(parts: readonly Shapes[]): void {
    const fresh = knownFromShapes(parts, known.total)
    const page = fresh.pages.find((each) => each.after === after)
    carry(fresh, page?.first ?? 0)
  }

  /** The address has a cursor that is no page's beginning: the list has changed since. */
  async function takeBySearch(parts: readonly Shapes[]): Promise<void> {
    const [first] = known.ids
    if (first === undefined) return
    const found = await call.get<Surroundings>(`/api/media/${first}/around`, { in: searchOf(filter) })
    if (found.position !== undefined) carry(knownFromShapes(parts, known.total), found.position - 1)
  }

  /** Goes over to a list that is known from its beginning; what is here now begins there at `index`. */
  function carry(fresh: Known, index: number): void {
    for (const [at, media] of known.items.entries()) {
      if (media && index + at < fresh.ratios.length) place(fresh, index + at, media)
    }
    for (const page of fresh.pages) {
      const items = fresh.items.slice(page.first, page.first + page.length)
      if (items.every(Boolean)) page.state = 'here'
    }
    known = fresh
    state.anchor = index
    state.complete = true
  }

  return {
    filter,
    get version() {
      return state.version
    },
    get shape() {
      return state.shape
    },
    get known() {
      return known
    },
    get anchor() {
      return state.anchor
    },
    get breakAt() {
      return again ? 0 : state.anchor
    },
    get complete() {
      return state.complete
    },
    get failed() {
      return state.failed
    },
    want(from, until) {
      wanted = { from, until }
      clearTimeout(timer)
      timer = setTimeout(fetchWanted, patience)
    },
    async idsOf(from, until) {
      for (;;) {
        const missing = pagesIn(known, from, until).find((page) => {
          const ids = known.ids.slice(Math.max(from, page.first), Math.min(until, page.first + page.length))
          return ids.includes(undefined)
        })
        if (!missing) return known.ids.slice(from, until).filter((id) => id !== undefined)
        await fetchPage(missing)
        // Fewer are there than were told of: the list has changed.
        if (known.ids[missing.first + missing.length - 1] === undefined) missing.length = 0
      }
    },
    explore: () => (exploring ??= explore()),
    retry() {
      if (!exploring) exploring = explore()
      fetchWanted()
    },
    replace(media) {
      const changed = new Map(media.map((each) => [each.id, each]))
      known.items = known.items.map((item) => (item && changed.get(item.id)) ?? item)
      state.version += 1
    },
    takeOut(ids) {
      takeOut(known, ids)
      reshape()
    },
    async mediaOf(ids) {
      const found: Media[] = []
      for (const page of known.pages) {
        const inPage = <Item>(list: readonly Item[]) => list.slice(page.first, page.first + page.length)
        if (!inPage(known.ids).some((id) => id !== undefined && ids.has(id))) continue
        if (page.state !== 'here') await fetchPage(page)
        for (const media of inPage(known.items)) if (media && ids.has(media.id)) found.push(media)
      }
      return found
    },
    async refresh() {
      const parts: Shapes[] = [await askShapes(undefined)]
      for (let next = parts[0]?.next; next !== undefined; next = parts.at(-1)?.next)
        parts.push(await askShapes(next))
      const fresh = knownFromShapes(parts, 0)
      for (const page of pagesIn(fresh, wanted.from, wanted.until)) {
        const { items } = await call.get<MediaList>('/api/media', {
          ...query,
          after: page.after,
          limit: pageLength,
        })
        fill(fresh, page, items)
      }
      known = fresh
      state.anchor = Math.min(state.anchor, Math.max(0, fresh.ratios.length - 1))
      state.complete = true
      reshape()
    },
  }
}
