import { expect, it } from 'vitest'
import { clockTime, truncateTitle } from './text.ts'

it.each([
  [0, '00:00'],
  [8_300, '00:08'],
  [73_000, '01:13'],
  [3_599_600, '1:00:00'],
  [36_610_000, '10:10:10'],
])('%i ms play for %s', (duration, text) => {
  expect(clockTime(duration)).toBe(text)
})

it('cuts titles at 28 characters, never in the middle of one', () => {
  expect(truncateTitle('x'.repeat(28))).toBe('x'.repeat(28))
  expect(truncateTitle('Badgers animated music video MrWeebl')).toBe('Badgers animated music vi...')
  expect(truncateTitle('😀'.repeat(29))).toBe(`${'😀'.repeat(25)}...`)
})
