import { expect, test } from 'vitest'
import { daysOf, dayTitle, sectionsOf } from './days.ts'

const noon = Date.UTC(2026, 10, 22, 12)

test('a day with enough in it has a heading of its own; few go under one with the next', () => {
  const days = [
    [0, '2026-11-22'],
    [5, '2026-11-21'],
    [6, '2026-11-19'],
    [20, '2026-11-01'],
  ] as const
  expect(sectionsOf(30, days)).toEqual([
    { first: 0, from: '2026-11-22', until: '2026-11-22' },
    { first: 5, from: '2026-11-21', until: '2026-11-19' },
    { first: 20, from: '2026-11-01', until: '2026-11-01' },
  ])
})

test('without days there is one section and no heading', () => {
  expect(sectionsOf(30, [])).toEqual([{ first: 0 }])
  expect(sectionsOf(0, [])).toEqual([])
})

test('a page that was opened in the middle keeps its own first row when what is before it becomes known', () => {
  const days = [
    [0, '2026-11-22'],
    [150, '2026-11-20'],
  ] as const
  expect(sectionsOf(200, days, 100)).toEqual([
    { first: 0, from: '2026-11-22', until: '2026-11-22' },
    { first: 100, from: '2026-11-22', until: '2026-11-22' },
    { first: 150, from: '2026-11-20', until: '2026-11-20' },
  ])
  expect(sectionsOf(200, [], 100)).toEqual([{ first: 0 }, { first: 100 }])
})

test('days of items', () => {
  expect(
    daysOf([{ createdAt: noon }, { createdAt: noon - 1000 }, { createdAt: noon - 86_400_000 }], 'UTC'),
  ).toEqual([
    [0, '2026-11-22'],
    [2, '2026-11-21'],
  ])
})

test('titles are said as people say them', () => {
  const title = (from: string, until: string, locale: string) =>
    dayTitle({ first: 0, from, until }, locale, '2026-11-22')
  expect(title('2026-11-22', '2026-11-22', 'en')).toBe('Today')
  expect(title('2026-11-22', '2026-11-22', 'zh-CN')).toBe('今天')
  expect(title('2026-11-21', '2026-11-21', 'zh-CN')).toBe('昨天')
  expect(title('2026-11-10', '2026-11-10', 'en')).toBe('Tuesday, November 10')
  expect(title('2025-11-10', '2025-11-10', 'zh-CN')).toBe('2025年11月10日')
  expect(title('2026-11-20', '2026-11-18', 'en').replace(/\s/g, ' ')).toBe('Nov 18 – 20, 2026')
})
