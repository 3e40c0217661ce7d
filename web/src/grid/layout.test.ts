import { expect, test } from 'vitest'
import { baseHeight, boxesOf, itemBeside, type Look, layOut, rowAt, rowOf, squares } from './layout.ts'

const look: Look = { view: 'rows', width: 1120, target: 230, gap: 6, narrow: false }
const whole = [{ first: 0 }]

function randomRatios(count: number): number[] {
  let seed = 7
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return 300 + (seed % 3000)
  })
}

test('every row but a last one fills the width, is at least as tall as the base, and nothing overlaps', () => {
  for (const width of [328, 700, 1120, 1800]) {
    const ratios = randomRatios(500)
    const laid = layOut(ratios, whole, { ...look, width, narrow: width < 640 })
    let top = 0
    for (let row = 0; row < laid.rows; row++) {
      const boxes = boxesOf(laid, ratios, row)
      const last = boxes.at(-1)
      const end = (last?.left ?? 0) + (last?.width ?? 0)
      expect(end).toBeLessThanOrEqual(width + 0.5)
      if (row < laid.rows - 1) expect(end).toBeCloseTo(width, 3)
      expect(boxes[0]?.top).toBeCloseTo(top, 6)
      top += (boxes[0]?.height ?? 0) + look.gap
    }
    expect(laid.height).toBeCloseTo(top - look.gap, 6)
  }
})

test('a section begins a row under its heading', () => {
  const laid = layOut(
    [1000, 1000, 1000],
    [
      { first: 0, from: '2026-11-22' },
      { first: 1, from: '2026-11-21' },
    ],
    look,
  )
  expect([...laid.firsts]).toEqual([0, 1, 3])
  expect(laid.headings.map(({ top, row }) => [Math.round(top), row])).toEqual([
    [0, 0],
    [Math.round(50 + baseHeight(look) + 6), 1],
  ])
})

test('a panorama wider than the page is shown whole in a row of its own', () => {
  const laid = layOut([1000, 9000, 1000], whole, { ...look, width: 300, narrow: true })
  const [box] = boxesOf(laid, [1000, 9000, 1000], 1)
  expect(box?.width).toBeLessThanOrEqual(300)
})

test('squares fill the width; lines are one below the other', () => {
  const { columns, side } = squares({ ...look, view: 'squares' })
  expect(columns * side + (columns - 1) * look.gap).toBeCloseTo(1120, 6)
  expect(layOut(randomRatios(50), whole, { ...look, view: 'squares' }).rows).toBe(Math.ceil(50 / columns))
  expect(layOut(randomRatios(50), whole, { ...look, view: 'list' }).rows).toBe(50)
})

test('rows are found by height and by item', () => {
  const ratios = randomRatios(3000)
  const laid = layOut(ratios, whole, look)
  for (const row of [0, 1, 17, laid.rows - 1]) {
    expect(rowAt(laid, (laid.tops[row] ?? 0) + 1)).toBe(row)
    expect(rowOf(laid, laid.firsts[row] ?? 0)).toBe(row)
    expect(rowOf(laid, (laid.firsts[row + 1] ?? 0) - 1)).toBe(row)
  }
  expect(rowAt(laid, -50)).toBe(0)
  expect(rowAt(laid, laid.height + 999)).toBe(laid.rows - 1)
})

test('up and down go to the nearest, and stay at the ends', () => {
  const ratios = [1000, 1000, 1000, 1000, 1000, 3000, 1000]
  const laid = layOut(ratios, whole, { ...look, width: 615, target: 235 })
  expect([...laid.firsts]).toEqual([0, 3, 5, 6, 7].slice(0, laid.rows + 1))
  expect(itemBeside(laid, ratios, { item: 1, rows: -1 })).toBe(1)
  const below = itemBeside(laid, ratios, { item: 0, rows: 1 })
  expect(rowOf(laid, below)).toBe(1)
  expect(itemBeside(laid, ratios, { item: below, rows: -1 })).toBe(0)
})

test('an empty list is empty', () => {
  expect(layOut([], [], look)).toMatchObject({ rows: 0, height: 0 })
})

test('a hundred thousand are laid out within a few frames, when nothing else is done', () => {
  const ratios = randomRatios(100_000)
  const times = Array.from({ length: 8 }, () => {
    const began = performance.now()
    layOut(ratios, whole, look)
    return performance.now() - began
  })
  expect(Math.min(...times)).toBeLessThan(100)
})
