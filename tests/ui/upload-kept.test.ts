import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import type { Stage } from '../stage.ts'
import { type Browser, openBrowser } from './browser.ts'
import {
  bigPicture,
  choose,
  type Folder,
  items,
  names,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  stored,
} from './uploading.ts'

describe('what a page leaves behind', () => {
  const stack = new AsyncDisposableStack()
  let stage: Stage
  let browser: Browser
  let folder: Folder
  beforeAll(async () => {
    stage = stack.use(await openBusyStage())
    browser = stack.use(await openBrowser())
    folder = stack.use(await openFolder())
    await changeGroup(stage.app, 'guests', { field: 'max-file-bytes', value: '100000000' })
  })
  afterAll(() => stack.disposeAsync())

  test('the queue, with what was edited, outlives the page; so does discarding it', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, await newPictures(folder, 2))
    await expect.poll(() => items(page).count()).toBe(2)
    await page.getByRole('button', { name: 'Edit picture-2.png' }).click()
    await page.getByLabel('Title').fill('Kept title')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Kept title').waitFor()
    await expect.poll(() => kept(page)).toEqual(['', 'Kept title'])
    await visitor.open('/')
    await page.getByText('2 files were left from last time.').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => names(page)).toEqual(['picture-1.png', 'Kept title'])
    await send(page)
    await results(page).waitFor()
    expect((await stored(stage)).map(({ title }) => title)).toContain('Kept title')
    await expect.poll(() => kept(page)).toEqual([])
    await visitor.open('/')
    expect(await page.getByText('left from last time').count()).toBe(0)
    expect(visitor.complaints).toEqual([])
  })

  test('discarding forgets it', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => kept(page)).toHaveLength(1)
    await visitor.open('/')
    await page.getByText('1 file was left from last time.').waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => kept(page)).toEqual([])
  })

  test('a page that is open keeps its queue to itself', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    await visitor.open('/')
    await choose(visitor.page, await newPictures(folder, 1))
    await expect.poll(() => kept(visitor.page)).toHaveLength(1)
    const other = await visitor.context.newPage()
    await other.goto(stage.url)
    await other.locator('html[data-ready]').waitFor({ state: 'attached' })
    await choose(other, await newPictures(folder, 1))
    await expect.poll(() => items(other).count()).toBe(1)
    expect(await other.getByText('left from last time').count()).toBe(0)
  })

  test('a large file goes in parts, and after a reload from where it stopped', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, [await folder.write('large.bmp', bigPicture(26_000_000))])
    await expect.poll(() => items(page).count()).toBe(1)
    await expect.poll(() => kept(page)).toHaveLength(1)
    // The second part never arrives.
    let parts = 0
    await page.route('**/api/uploads/*', async (route) => {
      if (route.request().method() === 'PATCH' && ++parts > 1) await new Promise(() => {})
      await route.continue()
    })
    await send(page)
    await expect.poll(() => parts).toBe(2)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    const sent: number[] = []
    page.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(Number(request.headers()['upload-offset']))
    })
    page.on('dialog', (dialog) => void dialog.accept())
    await visitor.open('/')
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => items(page).count()).toBe(1)
    await send(page)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect(sent[0]).toBeGreaterThanOrEqual(8 * 1024 * 1024)
    expect((await stored(stage)).filter(({ originalName }) => originalName === 'large.bmp')).toHaveLength(1)
  })
})

/** Titles of what the browser keeps, in the order in which it was kept. */
async function kept(page: import('playwright-core').Page): Promise<string[]> {
  return await page.evaluate(`new Promise(async (done) => {
    // Opening it would make it, without the store that the page makes.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'tintype-queue')) return done([])
    const opening = indexedDB.open('tintype-queue')
    opening.onsuccess = () => {
      const database = opening.result
      if (!database.objectStoreNames.contains('items')) return done([])
      const asked = database.transaction('items').objectStore('items').getAll()
      asked.onsuccess = () => {
        database.close()
        done(asked.result.sort((a, b) => a.name.localeCompare(b.name)).map(({ fields }) => fields.title ?? ''))
      }
    }
  })`)
}
