import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { fixture } from '../fixture.ts'
import type { Person } from '../stage.ts'
import { openBrowser } from './browser.ts'
import {
  bigPicture,
  choose,
  chooseMany,
  items,
  names,
  newPicture,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  shownMedia,
  stored,
} from './uploading.ts'

describe('what a page leaves behind', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  beforeAll(async () => {
    await changeGroup(stage.app, 'guests', { field: 'max-file-bytes', value: '100000000' })
  })

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

  test('what is neither resumed nor discarded is offered again, however often the page is loaded', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => kept(page)).toHaveLength(1)
    for (const _ of ['once', 'twice', 'three times']) {
      await visitor.open('/')
      await page.getByText('1 file was left from last time.').waitFor()
    }
  })

  test('what a page leaves is offered although another has finished its own', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    const other = await visitor.context.newPage()
    await other.goto(stage.url)
    await other.locator('html[data-ready]').waitFor({ state: 'attached' })
    await choose(other, await newPictures(folder, 1))
    await expect.poll(() => kept(other)).toHaveLength(1)
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => kept(page)).toHaveLength(2)
    await send(page)
    await results(page).waitFor()
    await expect.poll(() => kept(page)).toHaveLength(1)
    await other.close()
    await visitor.open('/')
    await page.getByText('1 file was left from last time.').waitFor()
  })

  test('clearing forgets what was about to be kept', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => kept(page)).toHaveLength(1)
    await page.getByRole('button', { name: 'Clear' }).waitFor()
    await chooseMany(page, await newPicture(), 60)
    // Pressed in the same turn in which they are there: most are still to be kept.
    await page.evaluate(`new Promise((pressed) => {
      const press = () => {
        if (document.querySelectorAll('[data-item]').length < 2) return requestAnimationFrame(press)
        ;[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Clear').click()
        pressed()
      }
      press()
    })`)
    await expect.poll(() => items(page).count()).toBe(0)
    // What is kept comes in turn: when the last is there, all before it have been.
    await choose(page, await newPictures(folder, 1))
    await expect.poll(async () => (await kept(page)).length).toBeGreaterThan(0)
    await expect.poll(() => kept(page)).toHaveLength(1)
    expect(await page.evaluate(`localStorage.getItem('tintype-queue')`)).toBe('1')
  })

  test('order, and what holds for all files, come back with them', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    const paths = await newPictures(folder, 3)
    await choose(page, paths)
    await expect.poll(() => items(page).count()).toBe(3)
    await page.getByRole('button', { name: 'Move picture-1.png', exact: true }).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page.getByText('Options for all files').click()
    await page.getByRole('combobox', { name: 'Tags' }).fill('fog,')
    await page.getByLabel('Not safe for work').check()
    await expect.poll(() => keptQueue(page)).toMatchObject({ options: { tags: ['fog'], nsfw: true } })
    await visitor.open('/')
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => names(page)).toEqual(['picture-2.png', 'picture-1.png', 'picture-3.png'])
    await send(page)
    await results(page).waitFor()
    const media = await shownMedia(page, stage)
    expect(media.map(({ tags, nsfw }) => [tags, nsfw])).toEqual(Array(3).fill([['fog'], true]))
  })

  test('is offered to its owner alone, and forgotten when they sign out', async () => {
    const [person, next] = [await stage.person(), await stage.person()]
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    const enter = ({ name, password }: Person) =>
      page.request.post(`${stage.url}/api/session`, { data: { name, password, remember: true } })
    const offer = page.getByText('left from last time')
    await enter(person)
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => kept(page)).toHaveLength(1)
    await enter(next)
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => kept(page)).toHaveLength(2)
    expect(await offer.count()).toBe(0)
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => kept(page)).toHaveLength(1)
    await enter(person)
    await visitor.open('/')
    await offer.waitFor()
    await visitor.open('/settings/profile')
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      void dialog.accept()
    })
    await page.locator('#main').getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
    expect(asked).toEqual([expect.stringContaining('1 file in the queue has not been uploaded.')])
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
    await expect.poll(() => parts, { timeout: 60_000 }).toBe(2)
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

/** What is kept of queues besides their items; of the first page. */
async function keptQueue(page: Page): Promise<unknown> {
  return await page.evaluate(`new Promise((done) => {
    const opening = indexedDB.open('tintype-queues')
    opening.onsuccess = () => {
      const asked = opening.result.transaction('pages').objectStore('pages').getAll()
      asked.onsuccess = () => {
        opening.result.close()
        done(asked.result[0])
      }
    }
  })`)
}

/** Titles of what the browser keeps, in the order in which it was kept. */
async function kept(page: Page): Promise<string[]> {
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
