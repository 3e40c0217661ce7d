import type { Media, MediaList, Shapes } from '../../../src/dialects/native/wire-media.ts'
import { type DayStart, daysOf } from './days.ts'

/** Media that are fetched together: `after` is the cursor ahead of them. */
export type Page = {
  after: string | undefined
  first: number
  length: number
  state: 'absent' | 'coming' | 'here'
}

/** What is known of a list, by index. Of media that were not fetched, or let go again, only the shape is known. */
export type Known = {
  pages: Page[]
  /** Width * 1000 / height. */
  ratios: number[]
  days: DayStart[]
  items: (Media | undefined)[]
  ids: (string | undefined)[]
  /** How many there are in all, known or not. */
  total: number
}

/** As many as shapes tell of at once; first pages are as long, so that both are cut at the same places. */
export const pageLength = 100

/** What a list's page, as the server rendered it, says of the list. */
export function knownFrom(list: MediaList, after: string | undefined, timeZone: string | undefined): Known {
  const { items } = list
  return {
    pages: items.length === 0 ? [] : [{ after, first: 0, length: items.length, state: 'here' }],
    ratios: items.map(({ width, height }) => Math.round((width * 1000) / height)),
    days: timeZone === undefined ? [] : daysOf(items, timeZone),
    items: [...items],
    ids: items.map(({ id }) => id),
    total: Math.max(list.total, items.length),
  }
}

/** What shapes say of a list from its beginning; nothing is fetched of it yet. */
export function knownFromShapes(parts: readonly Shapes[], total: number): Known {
  const known: Known = { pages: [], ratios: [], days: [], items: [], ids: [], total }
  for (const part of parts) addShapes(known, part)
  if (!parts.at(-1)?.next) known.total = known.ratios.length
  return known
}

/** Adds the shapes that follow what is known. */
export function addShapes(known: Known, { pages }: Shapes): void {
  for (const { after, ratios, days } of pages) {
    const first = known.ratios.length
    known.pages.push({ after, first, length: ratios.length, state: 'absent' })
    for (const ratio of ratios) {
      known.ratios.push(ratio)
      known.items.push(undefined)
      known.ids.push(undefined)
    }
    for (const [index, day] of days) known.days.push([first + index, day])
  }
  known.total = Math.max(known.total, known.ratios.length)
}

/** Puts fetched media in their places. More than the page is long belong to the next one. */
export function fill(known: Known, page: Page, items: readonly Media[]): void {
  for (const [index, media] of items.slice(0, page.length).entries()) place(known, page.first + index, media)
  page.state = 'here'
}

/** Puts media where they are known to be, such as a page of a list that was opened in its middle. */
export function place(known: Known, index: number, media: Media): void {
  known.items[index] = media
  known.ids[index] = media.id
}

/** The page that holds an index. */
export function pageAt({ pages }: Known, index: number): Page | undefined {
  let low = 0
  let high = pages.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pages[middle]?.first ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return pages[low]
}

/** The pages that hold any of the items from `from` up to `until`, excluded. */
export function pagesIn(known: Known, from: number, until: number): Page[] {
  return known.pages.filter(({ first, length }) => first < until && first + length > from)
}

/** Takes media out; what follows moves up. */
export function takeOut(known: Known, ids: ReadonlySet<string>): void {
  const gone = known.ids.map((id) => id !== undefined && ids.has(id))
  /** How many are gone ahead of an index. */
  const ahead = new Int32Array(gone.length + 1)
  for (let at = 0; at < gone.length; at++) ahead[at + 1] = (ahead[at] ?? 0) + Number(gone[at])
  const moved = (index: number) => index - (ahead[index] ?? 0)
  const left = <Item>(list: readonly Item[]) => list.filter((_, index) => !gone[index])
  for (const page of known.pages) {
    const end = moved(page.first + page.length)
    page.first = moved(page.first)
    page.length = end - page.first
  }
  known.pages = known.pages.filter(({ length }) => length > 0)
  const days = known.days.map(([index, day]) => [moved(index), day] as const)
  known.ratios = left(known.ratios)
  // A day without items begins where the next one does.
  known.days = days.filter(([index], at) => index !== days[at + 1]?.[0] && index < known.ratios.length)
  known.items = left(known.items)
  known.ids = left(known.ids)
  known.total -= ahead[gone.length] ?? 0
}

/** Lets media go that lie far from an index: so many pages are kept. */
export function letGo(known: Known, index: number, kept: number): void {
  const here = known.pages.filter(({ state }) => state === 'here')
  if (here.length <= kept) return
  here.sort((a, b) => Math.abs(a.first - index) - Math.abs(b.first - index))
  for (const page of here.slice(kept)) {
    known.items.fill(undefined, page.first, page.first + page.length)
    page.state = 'absent'
  }
}
