import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** The answer of the first function of a file in `inside/`, called within a page. Those files know the browser and import nothing. */
async function callInside(page: Page, file: string): Promise<unknown> {
  const source = await readFile(join(import.meta.dirname, 'inside', `${file}.ts`), 'utf8')
  const [, name] = /export function (\w+)/.exec(source) ?? []
  return page.evaluate(
    `(() => { ${stripTypeScriptTypes(source).replace('export ', '')}; return ${name}() })()`,
  )
}

/** What is wider than the window or cut off. */
export const findOverflow = (page: Page) => callInside(page, 'overflow') as Promise<string[]>
/** Makes the words of the interface longer by a third. */
export const stretchWords = (page: Page) => callInside(page, 'stretch')
/** Buttons that do nothing without scripts. */
export const findLifeless = (page: Page) => callInside(page, 'lifeless') as Promise<string[]>
/** The height of the whole page, pixels. */
export const heightOf = (page: Page) =>
  page.evaluate('document.documentElement.scrollHeight') as Promise<number>
