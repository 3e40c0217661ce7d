export type Span = { count: number; unit: 'day' | 'hour' | 'minute' | 'second' }

const spans = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** Milliseconds as a whole number of the largest unit that says them well: 36 hours, but 30 days. */
export function spanOf(time: number): Span {
  for (const [unit, length] of spans) {
    const count = time / length
    if (count >= 1 && (Number.isInteger(count) || count >= 10)) return { count: Math.round(count), unit }
  }
  const minutes = Math.round(time / 60_000)
  return minutes >= 1
    ? { count: minutes, unit: 'minute' }
    : { count: Math.max(1, Math.round(time / 1000)), unit: 'second' }
}
