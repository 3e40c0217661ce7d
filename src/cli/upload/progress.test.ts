import { expect, test } from 'vitest'
import { barLine } from './progress.ts'
import { shorten, widthOf } from './text-width.ts'

const bar = { label: 'cat.png', sent: 500_000, total: 2_000_000, since: 0 }

test('a bar has a name, how far it is and how fast', () => {
  const line = barLine(bar, { width: 79, now: 500 })
  expect(line).toMatch(/^cat\.png +\[######\.{18}\] {2}25% {2}1\.0 MB\/s$/)
  expect(barLine({ ...bar, sent: 2_000_000 }, { width: 79, now: 500 })).toContain('100%  at the host')
})

test.each([5, 20, 38, 60, 200])('it is never wider than a terminal of %i columns', (width) => {
  for (const label of ['cat.png', '猫'.repeat(80), `a\u001b[31m${'b'.repeat(300)}.png`]) {
    const line = barLine({ ...bar, label }, { width, now: 1000 })
    expect(widthOf(line)).toBeLessThanOrEqual(width)
    expect(line).not.toContain('\u001b')
  }
})

test('names lose their beginning, never half of a wide character', () => {
  expect(shorten('holiday in the mountains.jpg', 10)).toBe('…tains.jpg')
  expect(shorten('猫猫猫猫.png', 8)).toBe('…猫.png')
  expect(widthOf('猫a\u0301')).toBe(3)
})
