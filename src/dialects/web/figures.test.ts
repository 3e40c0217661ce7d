import { expect, test } from 'vitest'
import { fitInto, playingTime, sizeOf, spanOf } from './figures.ts'

test.each([
  [0, '0 B'],
  [335, '335 B'],
  [999, '999 B'],
  [999_960, '1 MB'],
  [3_312_345, '3.3 MB'],
  [5e12, '5 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeOf(bytes)).toBe(text)
})

test.each([
  [400, '0:00'],
  [73_000, '1:13'],
  [3_723_000, '1:02:03'],
])('%i ms play for %s', (duration, text) => {
  expect(playingTime(duration)).toBe(text)
})

test.each([
  [30 * 86_400_000, 30, 'day'],
  [86_400_000, 1, 'day'],
  [36 * 3_600_000, 36, 'hour'],
  [90 * 60_000, 90, 'minute'],
  [300_000, 5, 'minute'],
  [59_000, 59, 'second'],
  [1, 1, 'second'],
] as const)('%i ms are %i %ss', (time, count, unit) => {
  expect(spanOf(time)).toEqual({ count, unit })
})

test('a size that fits stays; a larger one keeps its ratio', () => {
  const bounds = { width: 1200, height: 720 }
  expect(fitInto({ width: 64, height: 48 }, bounds)).toEqual({ width: 64, height: 48 })
  expect(fitInto({ width: 1600, height: 1000 }, bounds)).toEqual({ width: 1152, height: 720 })
  expect(fitInto({ width: 10, height: 65_000 }, bounds)).toEqual({ width: 1, height: 720 })
})
