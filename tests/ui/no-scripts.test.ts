import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { findLifeless } from './inside.ts'
import { places } from './places.ts'
import { openWorld } from './world.ts'

describe('without scripts a page says what it has, and what it offers works', () => {
  const world = fixture(openWorld)

  test.each(places)('$name', async ({ who, path, status = 200 }) => {
    const visitor = await world.sharedVisitor(who, { scripts: false })
    const { page } = visitor
    const response = await page.goto(world.urlOf(who) + path(world.scene))
    expect(response?.status()).toBe(status)
    const heading = page.getByRole('heading', { level: 1 })
    expect(await heading.count()).toBe(1)
    expect((await heading.innerText()).trim()).not.toBe('')
    expect(await page.title()).not.toBe('')
    const main = page.getByRole('main')
    expect(await main.locator('[aria-busy=true]').count()).toBe(0)
    const text = await main.innerText()
    expect(text.length).toBeGreaterThan(10)
    expect(text).not.toMatch(/^\s*Loading/m)
    expect(await findLifeless(page)).toEqual([])
  })
})
