import { expect, test } from 'vitest'
import type { Media } from '../../../src/dialects/native/wire-media.ts'
import { addShapes, fill, knownFromShapes, letGo, pageAt, pagesIn, takeOut } from './pages.ts'

const media = (index: number) => ({ id: `m${index}` }) as Media
const shape = (after: string | undefined, length: number, days: [number, string][] = []) => ({
  ...(after !== undefined && { after }),
  ratios: Array.from({ length }, () => 1500),
  days,
})

function sample() {
  const known = knownFromShapes(
    [
      {
        pages: [
          shape(undefined, 100, [
            [0, '2026-11-22'],
            [3, '2026-11-21'],
          ]),
          shape('a', 50, [[10, '2026-11-20']]),
        ],
      },
    ],
    0,
  )
  const [first] = known.pages
  if (first)
    fill(
      known,
      first,
      Array.from({ length: 100 }, (_, index) => media(index)),
    )
  return known
}

test('shapes say how long a list is, and where its pages and days begin', () => {
  const known = sample()
  expect(known.total).toBe(150)
  expect(known.days).toEqual([
    [0, '2026-11-22'],
    [3, '2026-11-21'],
    [110, '2026-11-20'],
  ])
  expect(pageAt(known, 99)?.after).toBeUndefined()
  expect(pageAt(known, 100)?.after).toBe('a')
  expect(pagesIn(known, 99, 101)).toHaveLength(2)
  addShapes(known, { pages: [shape('b', 7)] })
  expect([known.total, known.items.length, known.ids.length]).toEqual([157, 157, 157])
})

test('what is taken out leaves no hole, and a day without items no heading', () => {
  const known = sample()
  takeOut(known, new Set(['m0', 'm1', 'm2', 'm50']))
  expect(known.total).toBe(146)
  expect(known.ids[0]).toBe('m3')
  expect(known.ids[47]).toBe('m51')
  expect(known.days).toEqual([
    [0, '2026-11-21'],
    [106, '2026-11-20'],
  ])
  expect(known.pages.map(({ first, length }) => [first, length])).toEqual([
    [0, 96],
    [96, 50],
  ])
})

test('a page that was shortened takes as many as it is long', () => {
  const known = sample()
  takeOut(known, new Set(['m0']))
  const [first] = known.pages
  letGo(known, 149, 0)
  expect(known.items[0]).toBeUndefined()
  expect(known.ids[0]).toBe('m1')
  if (first)
    fill(
      known,
      first,
      Array.from({ length: 100 }, (_, index) => media(index + 1)),
    )
  expect(known.items[98]?.id).toBe('m99')
  expect(known.items[99]).toBeUndefined()
})
