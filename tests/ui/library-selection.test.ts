import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Media, MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { openStage, type Person } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser, type View } from './browser.ts'
import { fillLibrary, namesOn, signIn, tiles } from './library-scene.ts'

describe('choosing in the library', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)

  /** Somebody with so many pictures, on the page of them; the newest is the first. */
  async function enter(view: View = {}, count = 8) {
    const person = await stage.person()
    const media = (await fillLibrary(stage, person, { count, small: true })).reverse()
    const visitor = await browser.visitor({ url: stage.url, ...view })
    await signIn(stage, visitor, person)
    await visitor.open('/my')
    return { person, media, visitor, page: visitor.page }
  }

  const listOf = async ({ key }: Person, query = '') =>
    (await call<MediaList>(stage, `GET /api/media?scope=mine${query}`, { key })).body

  async function mediaOf({ key }: Person, { id }: Media): Promise<Media> {
    return (await call<Media>(stage, `GET /api/media/${id}`, { key })).body
  }

  test('a range is chosen with Shift, tagged, and the tags are taken back', async () => {
    const { person, media, visitor, page } = await enter()
    await using _visitor = visitor
    await page.getByRole('button', { name: `Select ${media[1]?.title}` }).click()
    await tiles(page)
      .nth(4)
      .locator('a')
      .click({ modifiers: ['Shift'] })
    await page.getByRole('toolbar', { name: '4 selected' }).waitFor()
    await page.getByRole('button', { name: 'Tag', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Tags' }).fill('fog, 雾')
    await dialog.getByRole('button', { name: 'Add tags' }).click()
    await page.getByText('4 items tagged').waitFor()
    for (const [index, each] of media.entries()) {
      const isTagged = index >= 1 && index <= 4
      expect((await mediaOf(person, each)).tags.includes('雾'), each.title).toBe(isTagged)
    }
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone for 4 items').waitFor()
    for (const each of media) expect((await mediaOf(person, each)).tags).toEqual(each.tags)
    expect(visitor.complaints).toEqual([])
  })

  test('what is deleted goes at once, and comes back to its place', async () => {
    const { person, media, visitor, page } = await enter()
    await using _visitor = visitor
    for (const index of [0, 2])
      await page.getByRole('button', { name: `Select ${media[index]?.title}` }).click()
    await page.keyboard.press('Delete')
    await page.getByText('2 items moved to the trash').waitFor()
    expect(await tiles(page).count()).toBe(6)
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('6')
    expect((await listOf(person)).total).toBe(6)
    expect((await listOf(person, '&trash=1')).total).toBe(2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone for 2 items').waitFor()
    const names = await namesOn(page)
    expect(names).toEqual(media.map(({ title }) => title))
    expect(visitor.complaints).toEqual([])
  })

  test('what was chosen is downloaded in one archive, byte for byte', async () => {
    const { media, visitor, page } = await enter({}, 3)
    await using _visitor = visitor
    await page.getByRole('button', { name: `Select ${media[0]?.title}` }).click()
    await page.keyboard.press('Control+a')
    await page.getByRole('toolbar', { name: '3 selected' }).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download as ZIP' }).click()
    const archive = await readFile(await (await download).path())
    for (const { file } of media) {
      const original = Buffer.from(await (await fetch(file.url)).arrayBuffer())
      expect(archive.includes(original), file.url).toBe(true)
    }
    expect(archive.readUInt16LE(archive.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 10)).toBe(3)
  })

  test('all of it with the keyboard alone: go, choose, move to a new album', async () => {
    const { person, visitor, page } = await enter()
    await using _visitor = visitor
    await tiles(page).first().locator('a').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByRole('toolbar', { name: '3 selected' }).waitFor()
    expect(await page.locator('[aria-selected=true]').count()).toBe(3)
    await page.keyboard.press('a')
    await page.getByRole('dialog').getByLabel('Name of the album').fill('Alps 2026')
    await page.keyboard.press('Enter')
    await page.getByText('3 items moved to Alps 2026').waitFor()
    expect((await listOf(person, '&loose=1')).total).toBe(5)
    await page.keyboard.press('Escape')
    await page.getByRole('toolbar').waitFor({ state: 'detached' })
    await page.keyboard.press('End')
    expect(await page.locator(':focus').getAttribute('data-index')).toBe('7')
    await page.keyboard.press('Home')
    expect(await page.locator(':focus').getAttribute('data-index')).toBe('0')
    expect(await page.locator('.media-grid a[tabindex="-1"]').count()).toBe(7)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(visitor.complaints).toEqual([])
  })

  test('a finger that rests on a picture chooses it, and taps choose more', async () => {
    const { visitor, page } = await enter({ size: 'phone', locale: 'zh-CN' })
    await using _visitor = visitor
    const box = await tiles(page).nth(1).boundingBox()
    if (!box) throw new Error('The tile is not shown')
    const touch = await page.context().newCDPSession(page)
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
    await page.getByRole('toolbar', { name: '已选 1 项' }).waitFor()
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await tiles(page).nth(3).locator('a').tap()
    await page.getByRole('toolbar', { name: '已选 2 项' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/my')
    expect(await tiles(page).nth(1).getAttribute('aria-selected')).toBe('true')
  })

  test.each([
    {
      size: 'phone',
      locale: 'zh-CN',
      words: {
        select: '选择',
        choose: '请选择图片',
        two: '已选 2 项',
        safe: '标记为安全',
        more: '更多操作',
        undo: '撤销',
      },
    },
    {
      size: 'desktop',
      locale: 'en-GB',
      words: {
        ...{ select: 'Select', choose: 'Choose pictures', two: '2 selected', safe: 'Mark as safe' },
        ...{ more: 'More actions', undo: 'Undo' },
      },
    },
  ] as const)(
    'a button begins it, and what was done is told beside the bar: $size',
    async ({ words, ...view }) => {
      const { visitor, page } = await enter(view)
      await using _visitor = visitor
      const button = page.getByRole('button', { name: words.select, exact: true })
      const bar = page.getByRole('toolbar')
      await button.click()
      await bar.getByText(words.choose).waitFor()
      expect(await button.getAttribute('aria-pressed')).toBe('true')
      for (const index of [1, 3]) await tiles(page).nth(index).locator('a').click()
      await page.getByRole('toolbar', { name: words.two }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/my')
      await bar.getByRole('button', { name: words.more }).click()
      await page.getByRole('button', { name: words.safe }).click()
      const undo = await page.getByRole('button', { name: words.undo }).boundingBox()
      const below = await bar.boundingBox()
      if (!undo || !below) throw new Error('One of them is not shown')
      expect(undo.y + undo.height).toBeLessThan(below.y)
      for (const index of [1, 3]) await tiles(page).nth(index).locator('a').click()
      await bar.getByText(words.choose).waitFor()
      await page.keyboard.press('Escape')
      await bar.waitFor({ state: 'detached' })
      expect(await button.getAttribute('aria-pressed')).toBe('false')
      await button.click()
      await tiles(page).nth(2).locator('a').click()
      await button.click()
      await bar.waitFor({ state: 'detached' })
      await tiles(page).nth(2).locator('a').click()
      await page.waitForURL(/\/image\//)
      expect(visitor.complaints).toEqual([])
    },
  )

  test('a rectangle drawn with the mouse, and the menu of the right button', async () => {
    const { person, visitor, page } = await enter()
    await using _visitor = visitor
    const first = await tiles(page).nth(0).boundingBox()
    const second = await tiles(page).nth(1).boundingBox()
    if (!first || !second) throw new Error('The tiles are not shown')
    await page.mouse.move(first.x + 30, first.y + 60)
    await page.mouse.down()
    await page.mouse.move(second.x + 20, second.y + 90, { steps: 5 })
    await page.mouse.up()
    await page.getByRole('toolbar', { name: '2 selected' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/my')
    await tiles(page).nth(1).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /Mark as not safe/ }).click()
    await page.getByText('2 items marked as not safe for work').waitFor()
    expect((await listOf(person, '&nsfw=1')).total).toBe(2)
    expect(visitor.complaints).toEqual([])
  })

  test('the embed codes of what was chosen', async () => {
    const { media, visitor, page } = await enter({}, 2)
    await using _visitor = visitor
    await page.getByRole('button', { name: `Select ${media[0]?.title}` }).click()
    await page.keyboard.press('k')
    const dialog = page.getByRole('dialog', { name: /Embed codes/ })
    await dialog.getByRole('tab', { name: 'Direct links' }).waitFor()
    const texts = await dialog
      .locator('textarea, input')
      .evaluateAll((fields) => fields.map((field) => field.value))
    expect(texts.join(' ') + (await dialog.textContent())).toContain(media[0]?.file.url)
  })
})
