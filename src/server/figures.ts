const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** `335 B`, `3.3 MB`: steps of 1000, at most one decimal. */
export function formatSize(bytes: number): string {
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

const ages = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** `moments ago`, `1 minute ago`, `2 years ago`; `age` in milliseconds. */
export function howLongAgo(age: number): string {
  for (const [unit, seconds] of ages) {
    const count = Math.floor(age / 1000 / seconds)
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`
  }
  return 'moments ago'
}

/** The largest size within the bounds that keeps the ratio; never larger than the original. */
export function fitInto(
  { width, height }: { width: number; height: number },
  bounds: { width: number; height: number },
): { width: number; height: number } {
  const share = Math.min(1, bounds.width / width, bounds.height / height)
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}
