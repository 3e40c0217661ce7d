import { describe, expect, test } from 'vitest'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'
import { signIn } from './library-scene.ts'
import { makeAlbum, sendLandscapes } from './people-scene.ts'

describe('the page of an album', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)
  const anna = fixture(() => stage.person({ name: 'anna' }))

  async function filled(
    name: string,
    titles: readonly string[] = ['Dawn', 'Noon', 'Dusk'],
    more: object = {},
  ) {
    const album = await makeAlbum(stage, anna, { name, ...more })
    const media = await sendLandscapes(stage, anna, titles, { albumId: album.id, visibility: 'public' })
    return { album, media }
  }

  test('has one address, and tells other programs of its cover', async () => {
    const { album } = await filled('Alps & more', undefined, { description: 'Two weeks\nbetween huts' })
    const answer = await fetch(`${stage.url}/a/${album.id}`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, album.page])
    const html = await (await fetch(stage.url + album.page)).text()
    expect(html).toContain('<title>Alps &amp; more · Tintype</title>')
    expect(html).toContain('<meta property="og:title" content="Alps &amp; more"')
    expect(html).toContain('content="Two weeks between huts"')
    expect(html).toMatch(/<meta property="og:image" content="http[^"]+\/images\/[^"]+"/)
    expect(html).not.toContain('noindex')
  })

  test.each([true, false])('with a password asks for it, scripts: %s', async (scripts) => {
    const { album } = await filled(`旅行${scripts}`, ['Secret hut'], {
      visibility: 'password',
      password: 'soup',
      description: 'not for all',
    })
    await using visitor = await browser.visitor({ locale: 'zh-CN', scripts, url: stage.url })
    const { page } = visitor
    const main = page.getByRole('main')
    await visitor.open(album.page)
    expect(await page.content()).not.toMatch(/Secret hut|not for all/)
    await main.getByLabel('密码', { exact: true }).fill('wrong')
    await main.getByRole('button', { name: '打开' }).click()
    await main.getByRole('alert').filter({ hasText: '密码不正确' }).waitFor()
    await main.getByLabel('密码', { exact: true }).fill('soup')
    await main.getByRole('button', { name: '打开' }).click()
    await main.getByRole('link', { name: 'Secret hut' }).waitFor()
    await visitor.open(album.page)
    await main.getByRole('link', { name: 'Secret hut' }).waitFor()
  })

  test('of one that is private is nobody else’s, and nobody learns that it is there', async () => {
    const { album } = await filled('Diary', ['A page'], { visibility: 'private' })
    await using visitor = await browser.visitor({ url: stage.url })
    expect((await visitor.page.goto(stage.url + album.page))?.status()).toBe(404)
    expect(await visitor.page.content()).not.toContain('Diary<')
    await signIn(stage, visitor, anna)
    await visitor.open(album.page)
    await visitor.page.getByRole('heading', { level: 1, name: 'Diary' }).waitFor()
  })

  test('is put in order by hand with keys alone', async () => {
    const { album } = await filled('In order', ['One', 'Two', 'Three'])
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await signIn(stage, visitor, anna)
    await visitor.open(album.page)
    const main = page.getByRole('main')
    await main.getByRole('button', { name: 'More: In order' }).press('Enter')
    await page.getByRole('button', { name: 'Change the order' }).press('Enter')
    const items = main.getByRole('listitem').and(main.locator('[data-id]'))
    const shown = () =>
      page.evaluate(
        '[...document.querySelectorAll("[data-id]")].map((each) => each.getAttribute("aria-label"))',
      )
    await expect.poll(shown).toEqual(['Three: 1 of 3', 'Two: 2 of 3', 'One: 3 of 3'])
    await items.first().focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(shown).toEqual(['Two: 1 of 3', 'Three: 2 of 3', 'One: 3 of 3'])
    await expect
      .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'))
      .toBe('Three: 2 of 3')
    await main.getByRole('button', { name: 'Move One forward' }).press('Enter')
    await expect.poll(shown).toEqual(['Two: 1 of 3', 'One: 2 of 3', 'Three: 3 of 3'])
    await expect
      .poll(async () => {
        const query = `album=${album.id}&sort=manual`
        const { body } = await call<MediaList>(stage, `GET /api/media?${query}`, { key: anna.key })
        return body.items.map(({ title }) => title)
      })
      .toEqual(['Two', 'One', 'Three'])
    await main.getByRole('button', { name: 'Done' }).click()
    await main.getByRole('grid').waitFor()
  })

  test('is put in order by dragging', async () => {
    const { album } = await filled('Dragged', ['One', 'Two', 'Three'])
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await signIn(stage, visitor, anna)
    await visitor.open(album.page)
    await page.getByRole('button', { name: 'More: Dragged' }).click()
    await page.getByRole('button', { name: 'Change the order' }).click()
    const items = page.locator('[role=listitem][data-id]')
    await items.first().waitFor()
    const [from, to] = [await items.first().boundingBox(), await items.nth(1).boundingBox()]
    if (!from || !to) throw new Error('Nothing to drag')
    await page.mouse.move(from.x + from.width / 2, from.y + 50)
    await page.mouse.down()
    await page.mouse.move(from.x + from.width / 2 + 20, from.y + 50, { steps: 5 })
    await page.mouse.move(to.x + to.width / 2 + 10, to.y + 50, { steps: 20 })
    await expect.poll(() => items.nth(1).getAttribute('aria-label')).toMatch(/^Three/)
    await page.mouse.up()
    await expect
      .poll(async () => {
        const { body } = await call<MediaList>(stage, `GET /api/media?album=${album.id}&sort=manual`, {
          key: anna.key,
        })
        return body.items.map(({ title }) => title)
      })
      .toEqual(['Two', 'Three', 'One'])
  })

  test('is shared by its link, a QR code and codes of all; played; downloaded', async () => {
    const { album, media } = await filled('Shared')
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open(album.page)
    const main = page.getByRole('main')
    await main.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Link', { exact: true }).inputValue()).toBe(stage.url + album.page)
    await dialog.getByRole('button', { name: 'QR code of the link' }).click()
    await dialog.getByRole('img', { name: 'QR code of the link' }).locator('svg').waitFor()
    const codes = dialog.locator('textarea')
    await expect.poll(() => codes.inputValue()).toContain(media[0]?.file.url ?? '-')
    expect((await codes.inputValue()).trim().split('\n')).toHaveLength(3)
    await page.keyboard.press('Escape')
    await main.getByRole('button', { name: 'Slideshow' }).click()
    const show = page.getByRole('dialog', { name: 'Slideshow: Shared' })
    await show.getByRole('img', { name: 'Dusk' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await show.getByRole('img', { name: 'Noon' }).waitFor()
    await show.getByRole('button', { name: 'Close' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      main.getByRole('link', { name: 'Download (ZIP)' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Shared.zip')
  })

  test('takes what is uploaded there', async () => {
    const { album } = await filled('Filling', ['One'])
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await signIn(stage, visitor, anna)
    await visitor.open(album.page)
    const [{ landscape }, input] = [await import('./landscapes.ts'), page.getByLabel('Upload here').first()]
    await input.setInputFiles({
      name: 'new.jpg',
      mimeType: 'image/jpeg',
      buffer: await landscape(33, 640, 480),
    })
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Upload/ }).click()
    await dialog.getByText('Upload complete').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('main').getByText('2 items').waitFor()
  })

  test('of a person lists what everybody may see', async () => {
    const lena = await stage.person({ name: 'lena' })
    await makeAlbum(stage, lena, { name: 'Open' })
    await makeAlbum(stage, lena, { name: 'Closed', visibility: 'private' })
    await using visitor = await browser.visitor({ scripts: false, url: stage.url })
    await visitor.open('/u/lena/albums')
    await visitor.page.getByRole('link', { name: 'Open' }).waitFor()
    expect(await visitor.page.getByText('Closed').count()).toBe(0)
  })
})
