const longestTitle = 28

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** `335 B`, `707.4 KB`, `3 MB`: steps of 1000, one decimal unless it is 0. */
export function formatSize(bytes: number): string {
  let value = bytes
  let step = 0
  while (step < units.length - 1 && Math.round(value * 10) >= 10_000) {
    value /= 1000
    step++
  }
  return `${Math.round(value * 10) / 10} ${units[step]}`
}

/** `01:13`, or `1:02:03` from an hour on; `duration` in milliseconds. */
export function playingTime(duration: number): string {
  const seconds = Math.round(duration / 1000)
  const hours = Math.floor(seconds / 3600)
  const pad = (number: number) => String(number).padStart(2, '0')
  const time = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`
  return hours > 0 ? `${hours}:${time}` : time
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

/** At most 28 characters, the last three of them dots when something is left out. */
export function truncateTitle(title: string): string {
  const characters = [...title]
  return characters.length <= longestTitle ? title : `${characters.slice(0, longestTitle - 3).join('')}...`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#039;',
}

/** Text that may stand in HTML, also in an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
