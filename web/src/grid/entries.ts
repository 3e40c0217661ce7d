import type { Media } from '../../../src/dialects/native/wire-media.ts'
import { type Box, boxesOf, headingHeight, type Layout, type Section, shownRatio } from './layout.ts'
import type { Known } from './pages.ts'

/** One thing of a grid: a tile, a heading, or what is left of a section's last row. */
export type Entry =
  | {
      kind: 'tile'
      key: string
      index: number
      ratio: number
      media: Media | undefined
      box: Box | undefined
    }
  | { kind: 'heading'; key: string; section: Section; box: Box | undefined }
  | { kind: 'rest'; key: string }

/** Everything that is known, for the style sheet to lay out: what the server sends. */
export function flowing(known: Known, sections: readonly Section[]): Entry[] {
  const entries: Entry[] = []
  for (const [at, section] of sections.entries()) {
    const end = sections[at + 1]?.first ?? known.ratios.length
    if (section.from !== undefined)
      entries.push({ kind: 'heading', key: `h${section.first}`, section, box: undefined })
    for (let index = section.first; index < end; index++) entries.push(tile(known, index, undefined, false))
    entries.push({ kind: 'rest', key: `r${section.first}` })
  }
  return entries
}

/** The rows from `from` up to `until`, included, and the one that has the focus, at their places. */
export function placed(
  known: Known,
  layout: Layout,
  rows: { from: number; until: number; focused: number | undefined },
): Entry[] {
  const entries: Entry[] = []
  const seen = new Set<string>()
  const shown = rowsShown(rows, layout.rows)
  for (const { section, top, row } of layout.headings) {
    if (row < rows.from - 1 || row > rows.until + 1) continue
    const box = { left: 0, top, width: layout.look.width, height: headingHeight }
    entries.push({ kind: 'heading', key: `h${section.first}`, section, box })
  }
  for (const row of shown) {
    const first = layout.firsts[row] ?? 0
    for (const [at, box] of boxesOf(layout, known.ratios, row).entries()) {
      const entry = tile(known, first + at, box, layout.look.narrow)
      // A list that changed while it was fetched may name a media twice.
      if (seen.has(entry.key)) entry.key = `i${first + at}`
      seen.add(entry.key)
      entries.push(entry)
    }
  }
  return entries
}

function rowsShown(
  { from, until, focused }: { from: number; until: number; focused: number | undefined },
  count: number,
): number[] {
  const rows: number[] = []
  if (focused !== undefined && focused < from) rows.push(focused)
  for (let row = from; row <= Math.min(until, count - 1); row++) rows.push(row)
  if (focused !== undefined && focused > until && focused < count) rows.push(focused)
  return rows
}

function tile(
  known: Known,
  index: number,
  box: Box | undefined,
  narrow: boolean,
): Extract<Entry, { kind: 'tile' }> {
  const media = known.items[index]
  const ratio = Math.round(shownRatio(known.ratios[index] ?? 1000, narrow) * 1000) / 1000
  return { kind: 'tile', key: media ? `m${media.id}` : `i${index}`, index, ratio, media, box }
}
