import { expect, test } from 'vitest'
import { doors, routes, table } from './places.ts'

test('every route of the pages is in the table of places, and every place is there', async () => {
  const found = await routes()
  const listed = new Set(table.map(({ route }) => route).filter((route) => route !== 'error'))
  expect([...listed].sort()).toEqual(found.pages)
  expect([...doors].sort()).toEqual(found.doors)
})

test('no two places have one name', () => {
  const names = table.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})
