import { expect, it } from 'vitest'
import { clockTime, howLongAgo, truncateTitle } from './text.ts'

it.each([
  [0, '00:00'],
  [8_300, '00:08'],
  [73_000, '01:13'],
  [3_599_600, '1:00:00'],
  [36_610_000, '10:10:10'],
])('%i ms play for %s', (duration, text) => {
  expect(clockTime(duration)).toBe(text)
})

it.each([
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

it('cuts titles at 28 characters, never in the middle of one', () => {
  expect(truncateTitle('x'.repeat(28))).toBe('x'.repeat(28))
  expect(truncateTitle('Badgers animated music video MrWeebl')).toBe('Badgers animated music vi...')
  expect(truncateTitle('😀'.repeat(29))).toBe(`${'😀'.repeat(25)}...`)
})
