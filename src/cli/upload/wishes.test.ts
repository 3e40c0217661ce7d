import { describe, expect, test } from 'vitest'
import { UsageError } from '../command.ts'
import { readWishes, timeUntil } from './wishes.ts'

const now = new Date(2026, 10, 22, 12).getTime()
const hour = 3_600_000
const args = (texts: Record<string, string>, ...flags: string[]) => ({
  text: (name: string) => texts[name],
  flag: (name: string) => flags.includes(name),
})

describe('when it is to be deleted', () => {
  test.each([
    ['30m', hour / 2],
    ['12h', 12 * hour],
    ['7d', 7 * 24 * hour],
    ['2w', 14 * 24 * hour],
    ['P1D', 24 * hour],
    ['pt90m', 1.5 * hour],
    ['P1M', 30 * 24 * hour],
    ['2026-11-22', 12 * hour],
    ['2026-11-23', 36 * hour],
  ])('%s', (text, expected) => {
    expect(timeUntil(text, now)).toBe(expected)
  })

  test.each(['soon', '', '7', '7y', '2026-02-30', '2026-11-21', '0d', 'P', '-P1D'])(
    '%j is refused',
    (text) => {
      expect(() => timeUntil(text, now)).toThrow(UsageError)
    },
  )
})

test('what was not wished is not there', () => {
  expect(readWishes(args({}), now)).toEqual({})
  expect(readWishes(args({ tags: ' a, b ,,a', title: '' }, 'nsfw'), now)).toEqual({
    tags: ['a', 'b'],
    nsfw: true,
  })
})

test.each(['0', 'wide', '1.5', '1000000'])('a width of %s is refused', (width) => {
  expect(() => readWishes(args({ width }), now)).toThrow(UsageError)
})
