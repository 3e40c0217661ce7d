type Formatters = {
  number: Intl.NumberFormat
  percent: Intl.NumberFormat
  date: Intl.DateTimeFormat
  dateTime: Intl.DateTimeFormat
  relative: Intl.RelativeTimeFormat
  list: Intl.ListFormat
  units: Map<string, Intl.NumberFormat>
}

/** Making a formatter costs more than a page: each language has one of each. */
const kept = new Map<string, Formatters>()

/** The formatters of a language, made once. */
export function formattersOf(locale: string): Formatters {
  let found = kept.get(locale)
  if (!found) {
    found = {
      number: new Intl.NumberFormat(locale),
      percent: new Intl.NumberFormat(locale, { style: 'percent' }),
      date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
      dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
      relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
      list: new Intl.ListFormat(locale, { type: 'conjunction' }),
      units: new Map(),
    }
    kept.set(locale, found)
  }
  return found
}

const sizes = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** `1.5 MB`: decimal units, at most one digit after the point. */
export function writeBytes(bytes: number, locale: string): string {
  if (bytes < 1000) return `${formattersOf(locale).number.format(bytes)} B`
  let value = bytes / 1000
  let at = 0
  while (value >= 999.95 && at < sizes.length - 1) {
    value /= 1000
    at += 1
  }
  return inUnit(value, sizes[at] ?? 'terabyte', { locale, display: 'short' })
}

const spans = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** `30 days`: the largest unit of which there are two or that comes out even. */
export function writeSpan(milliseconds: number, locale: string): string {
  const [unit, length] = spans.find(
    ([, each]) => milliseconds >= 2 * each || (milliseconds >= each && milliseconds % each === 0),
  ) ?? ['second', 1000]
  return inUnit(Math.round(milliseconds / length), unit, { locale, display: 'long' })
}

const steps = [['year', 31_557_600_000], ['month', 2_629_800_000], ['week', 604_800_000], ...spans] as const

/** `3 hours ago`, `in 2 days`. Milliseconds since 1970. */
export function writeRelative(time: number, now: number, locale: string): string {
  const away = time - now
  const [unit, length] = steps.find(([, each]) => Math.abs(away) >= each) ?? ['second', 1000]
  return formattersOf(locale).relative.format(Math.round(away / length), unit)
}

function inUnit(value: number, unit: string, how: { locale: string; display: 'short' | 'long' }): string {
  const { units } = formattersOf(how.locale)
  const name = `${unit}.${how.display}`
  let formatter = units.get(name)
  if (!formatter) {
    formatter = new Intl.NumberFormat(how.locale, {
      style: 'unit',
      unit,
      unitDisplay: how.display,
      maximumFractionDigits: 1,
    })
    units.set(name, formatter)
  }
  return formatter.format(value)
}
