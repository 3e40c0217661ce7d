import { expect, test } from 'vitest'
import { fitInto, formatSize, howLongAgo, playingTime } from './figures.ts'

test.each([
  [0, '0 B'],
  [335, '335 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [1423, '1.4 KB'],
  [707_424, '707.4 KB'],
  [999_949, '999.9 KB'],
  [999_960, '1 MB'],
  [3_312_345, '3.3 MB'],
  [5e12, '5 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})

test.each([
  [400, '0:00'],
  [73_000, '1:13'],
  [3_599_600, '1:00:00'],
  [3_723_000, '1:02:03'],
  [36_610_000, '10:10:10'],
])('%i ms play for %s', (duration, text) => {
  expect(playingTime(duration)).toBe(text)
})

test.each([
  [-5, 'moments ago'],
  [59_000, 'moments ago'],
  [60_000, '1 minute ago'],
  [7_200_000, '2 hours ago'],
  [86_400_000 * 29, '29 days ago'],
  [86_400_000 * 31, '1 month ago'],
  [86_400_000 * 800, '2 years ago'],
])('%i ms are %s', (age, text) => {
  expect(howLongAgo(age)).toBe(text)
})

test('a size that fits stays; a larger one keeps its ratio', () => {
  const bounds = { width: 1200, height: 720 }
  expect(fitInto({ width: 64, height: 48 }, bounds)).toEqual({ width: 64, height: 48 })
  expect(fitInto({ width: 1600, height: 1000 }, bounds)).toEqual({ width: 1152, height: 720 })
  expect(fitInto({ width: 10, height: 65_000 }, bounds)).toEqual({ width: 1, height: 720 })
})
