import type { Section } from './layout.ts'

/** Where a day begins: index of its first item, and the day, `2026-11-22`. */
export type DayStart = readonly [index: number, day: string]

/** A heading over fewer than these would make a list of headings: the days that follow go under the same one. */
const fewest = 4

/** Sections for a list of `count` items; `breaks` are items that begin a row whatever is before them. */
export function sectionsOf(count: number, days: readonly DayStart[], breakAt = 0): Section[] {
  const sections: Section[] = []
  let open: Section | undefined
  let day: string | undefined
  const begin = (first: number) => {
    if (first >= count) return
    open = { first, ...(day !== undefined && { from: day, until: day }) }
    sections.push(open)
  }
  const starts = [...days]
  if (breakAt > 0 && !starts.some(([index]) => index === breakAt)) starts.push([breakAt, ''])
  if (starts[0]?.[0] !== 0) starts.unshift([0, ''])
  for (const [index, named] of starts.sort(([a], [b]) => a - b)) {
    if (named !== '') day = named
    if (!open || index === breakAt || index - open.first >= fewest) begin(index)
    else if (day !== undefined) open.until = day
  }
  return sections
}

/** The days of items that are at hand, as a list's shapes would tell them. */
export function daysOf(items: readonly { createdAt: number }[], timeZone: string): DayStart[] {
  const days: DayStart[] = []
  for (const [index, { createdAt }] of items.entries()) {
    const day = dayOf(createdAt, timeZone)
    if (days.at(-1)?.[1] !== day) days.push([index, day])
  }
  return days
}

const zones = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-22`, where the site is. */
export function dayOf(time: number, timeZone: string): string {
  let zone = zones.get(timeZone)
  if (!zone) {
    zone = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    zones.set(timeZone, zone)
  }
  return zone.format(time)
}

type Formatters = { day: Intl.DateTimeFormat; full: Intl.DateTimeFormat; near: Intl.RelativeTimeFormat }
const formatters = new Map<string, Formatters>()

/** `Today`, `Sunday, 22 November`, `20 – 22 Nov 2026`. `today` is a day as sections have them. */
export function dayTitle({ from = '', until = from }: Section, locale: string, today: string): string {
  const { day, full, near } = formattersOf(locale)
  const [first, last] = [Date.parse(from), Date.parse(until)].sort((a, b) => a - b) as [number, number]
  if (from !== until) return full.formatRange(first, last)
  const away = Math.round((first - Date.parse(today)) / 86_400_000)
  if (away === 0 || away === -1) {
    const text = near.format(away, 'day')
    return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
  }
  return from.slice(0, 4) === today.slice(0, 4) ? day.format(first) : full.format(first)
}

function formattersOf(locale: string): Formatters {
  let found = formatters.get(locale)
  if (!found) {
    found = {
      day: new Intl.DateTimeFormat(locale, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        timeZone: 'UTC',
      }),
      full: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
      near: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    }
    formatters.set(locale, found)
  }
  return found
}
