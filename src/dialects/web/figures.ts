const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** `335 B`, `3.3 MB`: steps of 1000, at most one decimal. */
export function sizeOf(bytes: number): string {
  let value = bytes
  let step = 0
  while (step < units.length - 1 && Math.round(value * 10) >= 10_000) {
    value /= 1000
    step++
  }
  return `${Math.round(value * 10) / 10} ${units[step]}`
}

/** `1:13`, or `1:02:03` from an hour on; `duration` in milliseconds. */
export function playingTime(duration: number): string {
  const seconds = Math.round(duration / 1000)
  const pad = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  const end = pad(seconds % 60)
  return hours > 0 ? `${hours}:${pad(minutes)}:${end}` : `${minutes}:${end}`
}

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

/** The largest size within the bounds that keeps the ratio; never larger than the original. */
export function fitInto(
  { width, height }: { width: number; height: number },
  bounds: { width: number; height: number },
): { width: number; height: number } {
  const share = Math.min(1, bounds.width / width, bounds.height / height)
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}
