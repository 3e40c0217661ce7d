import { playingTime } from '../../server/figures.ts'

const longestTitle = 28

/** `01:13`, or `1:02:03` from an hour on; `duration` in milliseconds. */
export function clockTime(duration: number): string {
  return playingTime(duration).padStart('mm:ss'.length, '0')
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
