import { playingTime } from '../../server/figures.ts'

const longestTitle = 28

/** `01:13`, or `1:02:03` from an hour on; `duration` in milliseconds. */
export function clockTime(duration: number): string {
  return playingTime(duration).padStart('mm:ss'.length, '0')
}

/** At most 28 characters, the last three of them dots when something is left out. */
export function truncateTitle(title: string): string {
  const characters = [...title]
  return characters.length <= longestTitle ? title : `${characters.slice(0, longestTitle - 3).join('')}...`
}
