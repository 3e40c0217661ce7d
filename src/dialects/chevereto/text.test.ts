import { expect, it } from 'vitest'
import { escapeHtml, formatSize, howLongAgo, playingTime, truncateTitle } from './text.ts'

it.each([
  [0, '0 B'],
  [335, '335 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [1423, '1.4 KB'],
  [707_424, '707.4 KB'],
  [999_949, '999.9 KB'],
  [999_999, '1 MB'],
  [3_011_299, '3 MB'],
  [2_097_152, '2.1 MB'],
  [50_000_000_000, '50 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})

it.each([
  [0, '00:00'],
  [8_300, '00:08'],
  [73_000, '01:13'],
  [3_599_600, '1:00:00'],
  [36_610_000, '10:10:10'],
])('%i ms play for %s', (duration, text) => {
  expect(playingTime(duration)).toBe(text)
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

it('makes text safe in HTML and in its attributes', () => {
  expect(escapeHtml(`<a href="x" title='&'>`)).toBe('&lt;a href=&quot;x&quot; title=&#039;&amp;&#039;&gt;')
})
