import { expect, test } from 'vitest'
import type { Media } from '../../../src/dialects/native/wire-media.ts'
import { staysIn } from './filter.ts'
import { parts } from './portions.ts'

test('what goes at once is neither too many nor too large', () => {
  expect(parts(Array.from({ length: 1204 }, (_, id) => ({ id }))).map((part) => part.length)).toEqual([
    500, 500, 204,
  ])
  const long = Array.from({ length: 300 }, (_, id) => ({ id, description: 'a'.repeat(5000) }))
  const cut = parts(long)
  expect(cut.flat()).toEqual(long)
  for (const part of cut) expect(JSON.stringify(part).length).toBeLessThan(410_000)
  expect(parts([])).toEqual([])
})

test('a media leaves a list that it does not belong into any more', () => {
  const media = {
    album: { id: 'a1', name: 'Alps', page: '/a/alps.a1' },
    visibility: 'link',
    nsfw: false,
    tags: ['fog'],
  } as unknown as Media
  expect(staysIn({ scope: 'mine' }, media)).toBe(true)
  expect(staysIn({ album: 'alps.a1', tag: 'fog', visibility: 'link', nsfw: '0' }, media)).toBe(true)
  for (const filter of [
    { album: 'b' },
    { loose: '1' },
    { visibility: 'public' },
    { nsfw: '1' },
    { tag: 'sun' },
    { expiring: '1' },
  ]) {
    expect(staysIn(filter, media)).toBe(false)
  }
})
