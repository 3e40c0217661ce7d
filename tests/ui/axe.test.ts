import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { violationsOf } from './axe.ts'
import { heightOf } from './inside.ts'
import { places } from './places.ts'
import { openWorld } from './world.ts'

/** Each place in both languages, light and dark. */
const looks = [
  { size: 'desktop', locale: 'en-GB' },
  { size: 'phone', locale: 'zh-CN' },
] as const

describe('axe finds nothing', () => {
  const world = fixture(openWorld)

  describe.each(looks)('$size, $locale', ({ size, locale }) => {
    test.each(places)('$name', async ({ who, path }) => {
      const { page, open } = await world.sharedVisitor(who, { size, locale })
      await open(path(world.scene))
      const { width, height } = page.viewportSize() ?? { width: 1280, height: 860 }
      // What sticks to an edge hides nothing when the whole page is in view, which grows as it is seen.
      for (let whole = 0; whole < (await heightOf(page)) && whole < 6000; ) {
        whole = Math.max(height, await heightOf(page))
        await page.setViewportSize({ width, height: Math.min(whole, 6000) })
        await page.waitForLoadState('networkidle')
      }
      const found = await violationsOf(page)
      await page.setViewportSize({ width, height })
      expect(found).toEqual([])
    })
  })
})
