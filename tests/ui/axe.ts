import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds in light and in dark, each as theme, rule, place in the page, and what it says. */
export async function violationsOf(page: Page): Promise<string[]> {
  // As an expression it is not a script of the page, which its policy would stop.
  await page.evaluate(`window.axe ?? (() => { ${source} })()`)
  const found: string[] = []
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    const { violations } = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })`,
    )) as AxeResults
    for (const { id, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        found.push(`${theme}: ${id} ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}`)
      }
    }
  }
  return found
}
