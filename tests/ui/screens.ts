import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ensurePages } from '../../src/server/pages-build.ts'
import type { Visitor } from './browser.ts'
import { heightOf } from './inside.ts'
import { type Place, places, type Who } from './places.ts'
import { openWorld } from './world.ts'

/**
 * `npm run screens [-- NAME...]` writes a picture of every place, or of those whose names begin so, to `screens/`:
 * on a phone and on a desk, light and dark, in both languages. They are for looking at.
 */
const folder = resolve(import.meta.dirname, '../../screens')
const sizes = ['phone', 'desktop'] as const
const locales = ['en-GB', 'zh-CN'] as const
const themes = ['light', 'dark'] as const

const wanted = process.argv.slice(2)
const shown = places.filter(({ name }) => wanted.length === 0 || wanted.some((each) => name.startsWith(each)))

await ensurePages((line) => console.error(line))
if (wanted.length === 0) await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
await using world = await openWorld({ pictures: 40 })
for (const size of sizes) {
  for (const locale of locales) {
    for (const who of new Set(shown.map((place) => place.who))) await shootAll(who, { size, locale })
  }
}
console.log(`${shown.length * 8} pictures in ${folder}`)

async function shootAll(
  who: Who,
  view: { size: (typeof sizes)[number]; locale: (typeof locales)[number] },
): Promise<void> {
  await using visitor = await world.visitorAs(who, view)
  for (const place of shown.filter((each) => each.who === who)) {
    await shoot(visitor, place, `${place.name}-${view.size}-${view.locale.slice(0, 2)}`).catch((error) =>
      console.error(`${place.name}: ${error instanceof Error ? error.message : error}`),
    )
  }
}

async function shoot(visitor: Visitor, place: Place, name: string): Promise<void> {
  const { page } = visitor
  await visitor.open(place.path(world.scene))
  await page.waitForLoadState('networkidle')
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 860 }
  // What sticks to an edge is where it belongs only when the whole page is in view.
  const whole = await heightOf(page)
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), 2600) })
  await page.waitForLoadState('networkidle')
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
  }
  await page.setViewportSize({ width, height })
}
