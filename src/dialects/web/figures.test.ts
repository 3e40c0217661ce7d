import { expect, test } from 'vitest'
import { spanOf } from './figures.ts'

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
