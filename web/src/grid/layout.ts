/** How a list is shown: in rows of one height each, as squares, or as lines with details. */
export const views = ['rows', 'squares', 'list'] as const
export type View = (typeof views)[number]

/** Lengths in CSS pixels. `target` is how tall rows (or wide squares) are wished to be. */
export type Look = { view: View; width: number; target: number; gap: number; narrow: boolean }

/** A run of items under one heading: from `first` up to the next section's. */
export type Section = { first: number; from?: string; until?: string }

/** Where everything lies. Rows are numbered from 0; `firsts[row]` is the row's first item. */
export type Layout = {
  look: Look
  rows: number
  firsts: Int32Array
  tops: Float64Array
  heights: Float64Array
  headings: { section: Section; top: number; row: number }[]
  count: number
  height: number
}

export type Box = { left: number; top: number; width: number; height: number }

export const headingHeight = 44
export const lineHeight = 64
/** Rows are at least so tall, as a share of what is wished: they grow until they are full. */
const least = 0.85
/** No picture is shown narrower or wider than this, width / height; on phones less wide. */
export const narrowest = 0.45
export const widest = 2.6
export const widestOnPhones = 1.8

/** Width / height that a picture is shown with. `ratio` is width * 1000 / height, as lists tell it. */
export function shownRatio(ratio: number, narrow: boolean): number {
  const most = narrow ? widestOnPhones : widest
  return Math.min(most, Math.max(narrowest, ratio > 0 ? ratio / 1000 : 1))
}

/** The height that rows have before they grow. The style sheet says the same: `min(target * 0.85, 30 % of the width)`. */
export function baseHeight({ target, width }: Pick<Look, 'target' | 'width'>): number {
  return Math.min(target * least, width * 0.3)
}

/** How many squares stand in a row, and how large they are; as `repeat(auto-fill, minmax(…, 1fr))` makes them. */
export function squares({ width, target, gap }: Look): { columns: number; side: number } {
  const smallest = Math.min(target * 0.72, width * 0.3)
  const columns = Math.max(1, Math.floor((width + gap + 0.01) / (smallest + gap)))
  return { columns, side: (width - gap * (columns - 1)) / columns }
}

/**
 * Lays out a list exactly as the style sheet does without scripts: a row takes items as long as they fit at its base
 * height, and then grows to the full width; the last row of a section stays as it is.
 */
export function layOut(ratios: ArrayLike<number>, sections: readonly Section[], look: Look): Layout {
  const count = ratios.length
  const firsts: number[] = []
  const tops: number[] = []
  const heights: number[] = []
  const headings: Layout['headings'] = []
  const step = rowStep(ratios, look)
  let top = 0
  for (const [at, section] of sections.entries()) {
    const end = sections[at + 1]?.first ?? count
    if (section.from !== undefined) {
      headings.push({ section, top, row: firsts.length })
      top += headingHeight + look.gap
    }
    for (let item = section.first; item < end; ) {
      const { next, height } = step(item, end)
      firsts.push(item)
      tops.push(top)
      heights.push(height)
      top += height + look.gap
      item = next
    }
  }
  const rows = firsts.length
  firsts.push(count)
  return {
    look,
    rows,
    firsts: Int32Array.from(firsts),
    tops: Float64Array.from(tops),
    heights: Float64Array.from(heights),
    headings,
    count,
    height: Math.max(0, top - look.gap),
  }
}

function rowStep(
  ratios: ArrayLike<number>,
  look: Look,
): (item: number, end: number) => { next: number; height: number } {
  if (look.view === 'list') return (item) => ({ next: item + 1, height: lineHeight })
  if (look.view === 'squares') {
    const { columns, side } = squares(look)
    return (item, end) => ({ next: Math.min(item + columns, end), height: side })
  }
  const base = baseHeight(look)
  return (item, end) => {
    let sum = 0
    let next = item
    while (next < end) {
      const more = sum + shownRatio(ratios[next] ?? 1000, look.narrow)
      if (next > item && more * base + look.gap * (next - item) > look.width + 0.01) break
      sum = more
      next += 1
    }
    const full = (look.width - look.gap * (next - item - 1)) / sum
    return { next, height: next === end ? Math.min(base, full) : full }
  }
}

/** Where the items of a row lie, from the row's first item on. */
export function boxesOf(layout: Layout, ratios: ArrayLike<number>, row: number): Box[] {
  const { look, firsts } = layout
  const boxes: Box[] = []
  const top = layout.tops[row] ?? 0
  const height = layout.heights[row] ?? 0
  let left = 0
  for (let item = firsts[row] ?? 0; item < (firsts[row + 1] ?? 0); item++) {
    const width = widthOf(look, height, ratios[item] ?? 1000)
    boxes.push({ left, top, width, height })
    left += width + look.gap
  }
  return boxes
}

function widthOf(look: Look, height: number, ratio: number): number {
  if (look.view === 'list') return look.width
  return look.view === 'squares' ? height : height * shownRatio(ratio, look.narrow)
}

/** The items that a rectangle touches, in the grid's own coordinates. */
export function itemsIn(layout: Layout, ratios: ArrayLike<number>, area: Box): number[] {
  const items: number[] = []
  const last = rowAt(layout, area.top + area.height)
  for (let row = rowAt(layout, area.top); row <= last && row < layout.rows; row++) {
    for (const [at, box] of boxesOf(layout, ratios, row).entries()) {
      const beside = box.left > area.left + area.width || box.left + box.width < area.left
      const apart = box.top > area.top + area.height || box.top + box.height < area.top
      if (!beside && !apart) items.push((layout.firsts[row] ?? 0) + at)
    }
  }
  return items
}

/** The last row that begins at or above `top`; 0 when none does. */
export function rowAt({ tops, rows }: Layout, top: number): number {
  return lastAtMost(tops, rows, top)
}

/** The row that an item is in. */
export function rowOf({ firsts, rows }: Layout, item: number): number {
  return lastAtMost(firsts, rows, item)
}

/** The item of another row that lies most nearly under or over this one. */
export function itemBeside(
  layout: Layout,
  ratios: ArrayLike<number>,
  move: { item: number; rows: number },
): number {
  const row = rowOf(layout, move.item)
  const aim = Math.min(layout.rows - 1, Math.max(0, row + move.rows))
  if (aim === row) return move.item
  const own = boxesOf(layout, ratios, row)[move.item - (layout.firsts[row] ?? 0)]
  const middle = own ? own.left + own.width / 2 : 0
  const distances = boxesOf(layout, ratios, aim).map(({ left, width }) =>
    Math.max(0, left - middle, middle - left - width),
  )
  return (layout.firsts[aim] ?? 0) + distances.indexOf(Math.min(...distances))
}

function lastAtMost(sorted: ArrayLike<number>, length: number, value: number): number {
  let low = 0
  let high = length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}
