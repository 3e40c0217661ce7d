import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { fixture } from '../fixture.ts'
import { openBrowser } from './browser.ts'
import {
  bigPicture,
  choose,
  items,
  loseAnswers,
  newPicture,
  openBusyStage,
  openFolder,
  results,
  send,
} from './uploading.ts'

const parts = '**/_app/immutable/**'

describe('what is lost on its way', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  beforeAll(async () => {
    await changeGroup(stage.app, 'guests', { field: 'max-file-bytes', value: '100000000' })
  })

  const digests = async () =>
    (await stage.app.db.selectFrom('media').select('digest').execute()).map(({ digest }) => digest)

  test('answers: of many files, one of them to be sent although it is there, none is there once more', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    const lost = await loseAnswers(page)
    await visitor.open('/')
    const same = await newPicture()
    const paths = [await folder.write('same-1.png', same), await folder.write('same-2.png', same)]
    for (let at = 1; at <= 2; at++) paths.push(await folder.write(`one-${at}.png`, await newPicture()))
    await choose(page, paths)
    await page.getByRole('button', { name: 'Upload anyway' }).click()
    await expect.poll(() => items(page).count()).toBe(4)
    await send(page)
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
    expect(await lost()).toHaveLength(4)
    const all = await digests()
    expect([all.length, new Set(all).size]).toEqual([4, 3])
    expect(await page.getByText('you had already uploaded').count()).toBe(0)
  })

  test('the code for large files: it is loaded as soon as it can be, and the others go on', async () => {
    await using visitor = await browser.visitor({ url: stage.url, workers: false })
    const { page } = visitor
    await visitor.open('/')
    const large = bigPicture(17_000_000)
    await choose(page, [await folder.write('large.bmp', large)])
    await page.getByText('17 MB').first().waitFor()
    await page.route(parts, (route) => route.abort())
    await send(page)
    await page.getByText(/The server could not be reached, again/).waitFor()
    await page.getByText('A part of this page could not be loaded.').waitFor()
    await page.unroute(parts)
    await results(page).waitFor()
    expect(await digests()).toContain(createHash('sha256').update(large).digest('hex'))
  })

  test('a part of the page, for good: the page says what to do', async () => {
    await using visitor = await browser.visitor({ url: stage.url, workers: false })
    const { page } = visitor
    await visitor.open('/')
    await page.route(parts, (route) => route.abort())
    await choose(page, [await folder.write('one.png', await newPicture())])
    await page.getByText('A part of this page could not be loaded.').waitFor()
    await page.unroute(parts)
    await page.getByRole('link', { name: 'Reload' }).click()
    await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    await page.getByText('A part of this page could not be loaded.').waitFor({ state: 'hidden' })
  })
})
