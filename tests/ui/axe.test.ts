import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heightOf } from './inside.ts'
import { places } from './places.ts'
import { openWorld, type World } from './world.ts'

const source = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Each place in both languages; on a phone light in one and dark in the other. */
const looks = [
  { size: 'desktop', locale: 'en-GB', themes: ['light', 'dark'] },
  { size: 'desktop', locale: 'zh-CN', themes: ['light', 'dark'] },
  { size: 'phone', locale: 'en-GB', themes: ['dark'] },
  { size: 'phone', locale: 'zh-CN', themes: ['light'] },
] as const

describe('axe finds nothing', () => {
  const stack = new AsyncDisposableStack()
  let world: World
  beforeAll(async () => {
    world = stack.use(await openWorld())
  })
  afterAll(() => stack.disposeAsync())

  describe.each(looks)('$size, $locale', ({ size, locale, themes }) => {
    test.each(places)('$name', async ({ who, path }) => {
      const visitor = await world.sharedVisitor(who, { size, locale })
      await visitor.open(path(world.scene))
      const found: string[] = []
      // What sticks to an edge hides nothing when the whole page is in view.
      const { width, height } = visitor.page.viewportSize() ?? { width: 1280, height: 860 }
      await visitor.page.setViewportSize({
        width,
        height: Math.min(Math.max(height, await heightOf(visitor.page)), 4000),
      })
      for (const theme of themes) {
        await visitor.page.emulateMedia({ colorScheme: theme })
        found.push(...(await violations(visitor.page)).map((each) => `${theme}: ${each}`))
      }
      await visitor.page.setViewportSize({ width, height })
      expect(found).toEqual([])
    })
  })
})

/** What axe finds, each as rule, place in the page, and what it says. */
async function violations(page: Page): Promise<string[]> {
  // As an expression it is not a script of the page, which its policy would stop.
  await page.evaluate(`window.axe ?? (() => { ${source} })()`)
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })`,
  )) as AxeResults
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}`,
    ),
  )
}
