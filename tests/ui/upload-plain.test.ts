import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openBrowser } from './browser.ts'
import { newPictures, openBusyStage, openFolder, stored } from './uploading.ts'

describe('uploading without scripts, and as an installed application', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)

  test.each([
    ['en-GB', 'Files', 'Upload', '2 of 3 files uploaded', 'Error report'],
    ['zh-CN', '文件', '上传', '已上传 2 / 3 个文件', '错误报告'],
  ] as const)(
    'a form takes several files and tells what became of each, in %s',
    async (locale, field, button, title, report) => {
      await using visitor = await browser.visitor({ url: stage.url, locale, scripts: false })
      const { page } = visitor
      await visitor.open('/')
      const text = await folder.write('letter.png', 'no picture')
      await page.getByLabel(field, { exact: true }).setInputFiles([...(await newPictures(folder, 2)), text])
      await page.getByRole('button', { name: button, exact: true }).click()
      await page.getByRole('heading', { name: title }).waitFor()
      await page.getByRole('heading', { name: report }).waitFor()
      await page.getByText('letter.png').waitFor()
      const codes = await page.locator('noscript textarea, textarea').first().inputValue()
      const all = await stored(stage)
      expect(codes.trim().split('\n')).toHaveLength(2)
      expect(all.slice(-2).map(({ originalName }) => originalName)).toEqual([
        'picture-1.png',
        'picture-2.png',
      ])
      // Nobody else sees the page's links.
      await using stranger = await browser.visitor({ url: stage.url, locale, scripts: false })
      await stranger.page.goto(page.url())
      expect(await stranger.page.locator('textarea').count()).toBe(0)
    },
  )

  test('one file leads to its page', async () => {
    await using visitor = await browser.visitor({ url: stage.url, scripts: false })
    const { page } = visitor
    await visitor.open('/')
    await page.getByLabel('Files', { exact: true }).setInputFiles(await newPictures(folder, 1))
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await page.waitForURL(/\/image\//)
  })

  test('the site can be installed, and other programs share pictures with it', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    const link = await page.locator('link[rel=manifest]').getAttribute('href')
    const manifest = await (await page.request.get(new URL(link ?? '', page.url()).href)).json()
    expect(manifest.share_target).toMatchObject({ action: '/share-target', method: 'POST' })
    for (const { src, sizes } of manifest.icons) {
      const answer = await page.request.get(stage.url + src)
      expect([answer.status(), answer.headers()['content-type'], sizes]).toEqual([
        200,
        'image/png',
        expect.any(String),
      ])
    }
    await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
    await visitor.open('/')
    await page.evaluate(`(() => {
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', action: '/share-target', enctype: 'multipart/form-data' })
      form.innerHTML = '<input type=file name=file multiple data-shared>'
      document.body.append(form)
    })()`)
    await page.locator('[data-shared]').setInputFiles(await newPictures(folder, 2))
    await page.evaluate(`document.querySelector('[data-shared]').form.submit()`)
    await page.waitForURL(/shared/)
    await expect.poll(() => page.locator('[data-item]').count()).toBe(2)
    await page.getByRole('button', { name: 'Upload 2 files' }).click()
    await page.getByRole('heading', { name: 'Upload complete' }).waitFor()
  })

  test('offline there is a page that says so', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page, context } = visitor
    await visitor.open('/')
    await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
    await visitor.open('/')
    await context.setOffline(true)
    await page.goto(`${stage.url}/history`)
    await page.getByRole('heading', { name: 'There is no connection' }).waitFor()
  })
})
