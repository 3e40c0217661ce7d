import { expect, test } from 'vitest'
import { chosenOf, filterOf, searchOf, withValue } from './filter.ts'

const own = { scope: 'mine' } as const

test('an address and its filter are the same thing', () => {
  const filter = filterOf(new URLSearchParams('sort=largest&tag=blue+sky&type=video&from=2026-11-01'), own)
  expect(filter).toEqual({
    scope: 'mine',
    sort: 'largest',
    tag: 'blue sky',
    type: 'video',
    from: '2026-11-01',
  })
  expect(searchOf(filter, own)).toBe('tag=blue+sky&type=video&from=2026-11-01&sort=largest')
  expect(filterOf(new URLSearchParams(searchOf(filter, own)), own)).toEqual(filter)
})

test('what means nothing is passed over, and nobody changes whose list it is', () => {
  const params = new URLSearchParams(
    'type=pdf&from=yesterday&until=2026-13-45&q=+&scope=public&nonsense=1&loose=yes',
  )
  expect(filterOf(params, own)).toEqual({ scope: 'mine' })
})

test('values are set and taken away', () => {
  expect(withValue({ q: 'a', tag: 'b' }, 'q', undefined)).toEqual({ tag: 'b' })
  expect(withValue({ tag: 'b' }, 'loose', '1')).toEqual({ tag: 'b', loose: '1' })
})

test("what was chosen does not hold the page's own", () => {
  const filter = filterOf(new URLSearchParams('tag=fog&type=image&sort=title'), { tag: 'mist' })
  expect(chosenOf(filter, { tag: 'mist' })).toEqual([['type', 'image']])
})
