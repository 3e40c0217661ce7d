import { expect, test } from 'vitest'
import { openSelection, type Selectable } from './selection.ts'

const ids = Array.from({ length: 20 }, (_, index) => `m${index}`)
const list: Selectable = {
  count: ids.length,
  idAt: (index) => ids[index],
  idsOf: async (from, until) => ids.slice(from, until),
}
const chosen = (selection: ReturnType<typeof openSelection>) =>
  [...selection.ids].map((id) => Number(id.slice(1))).sort((a, b) => a - b)

test('a range goes from the last one that was chosen, either way, and another end takes its place', async () => {
  const selection = openSelection(() => list)
  selection.toggle(5)
  await selection.extendTo(8)
  expect(chosen(selection)).toEqual([5, 6, 7, 8])
  await selection.extendTo(3)
  expect(chosen(selection)).toEqual([3, 4, 5])
})

test('a range leaves what was chosen before it', async () => {
  const selection = openSelection(() => list)
  selection.toggle(1)
  selection.toggle(10)
  await selection.extendTo(12)
  expect(chosen(selection)).toEqual([1, 10, 11, 12])
})

test('choosing one again takes it away', () => {
  const selection = openSelection(() => list)
  selection.toggle(4)
  selection.toggle(4)
  expect(selection.size).toBe(0)
})

test('all, none, and what is gone', async () => {
  const selection = openSelection(() => list)
  await selection.all()
  expect(selection.size).toBe(20)
  selection.drop(['m3', 'm4'])
  expect(selection.size).toBe(18)
  selection.clear()
  expect(selection.size).toBe(0)
})

test('an area adds to what was chosen, and gives back what it leaves', () => {
  const selection = openSelection(() => list)
  selection.toggle(0)
  selection.beginArea()
  selection.area([3, 4])
  selection.area([4, 5])
  expect(chosen(selection)).toEqual([0, 4, 5])
})

test('of two ranges that are asked for at once the last one counts', async () => {
  const waiting: (() => void)[] = []
  const slow: Selectable = {
    ...list,
    idsOf: (from, until) =>
      new Promise((resolve) => {
        waiting.push(() => resolve(ids.slice(from, until)))
      }),
  }
  const selection = openSelection(() => slow)
  selection.toggle(2)
  const [first, second] = [selection.extendTo(9), selection.extendTo(4)]
  waiting[1]?.()
  await second
  waiting[0]?.()
  await first
  expect(chosen(selection)).toEqual([2, 3, 4])
})
