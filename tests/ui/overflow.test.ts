import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { findOverflow, stretchWords } from './inside.ts'
import { places } from './places.ts'
import { openWorld } from './world.ts'

describe.each(['en-GB', 'zh-CN'] as const)('nothing is wider than the window or cut off: %s', (locale) => {
  const world = fixture(openWorld)

  test.each(places)('$name', async ({ who, path }) => {
    const found: string[] = []
    for (const size of ['phone', 'desktop'] as const) {
      const visitor = await world.sharedVisitor(who, { size, locale })
      const { page } = visitor
      const note = async (about: string) =>
        found.push(...(await whatStays(page)).map((each) => `${about}: ${each}`))
      await visitor.open(path(world.scene))
      await note(size)
      const { width, height } = page.viewportSize() ?? { width: 390, height: 844 }
      if (size === 'phone') {
        // As wide as a window of 1280 that is zoomed in four times.
        await page.setViewportSize({ width: 320, height })
        await note('320 px')
        await page.setViewportSize({ width, height })
      }
      if (locale === 'en-GB') {
        await stretchWords(page)
        await note(`${size}, a third longer`)
      }
    }
    expect(found).toEqual([])
  })
})

/** What is too wide still when the page has had its time to follow a change of its width. */
async function whatStays(page: Page): Promise<string[]> {
  for (let frames = 0; ; frames++) {
    const found = await findOverflow(page)
    if (found.length === 0 || frames === 60) return found
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => done()))')
  }
}
