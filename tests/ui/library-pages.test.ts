import { beforeAll, describe, expect, test } from 'vitest'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { openStage, type Person } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser, type View } from './browser.ts'
import { fillLibrary, multiply, namesOn, signIn, tiles } from './library-scene.ts'

type Box = { x: number; y: number; width: number; height: number }

describe('pages of lists', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)
  const person = fixture(() => stage.person({ name: 'mara' }))
  beforeAll(async () => {
    await fillLibrary(stage, person, { count: 10, small: true, extras: true })
    await stage.drain()
  })

  async function enter(path: string, view: View & { as?: Person | null } = {}) {
    const { as = person, ...rest } = view
    const visitor = await browser.visitor({ url: stage.url, ...rest })
    if (as) await signIn(stage, visitor, as)
    await visitor.open(path)
    return { visitor, page: visitor.page }
  }

  test('filters stand in the address, are taken away one by one, and Back brings them again', async () => {
    const { visitor, page } = await enter('/my')
    await using _visitor = visitor
    expect(await tiles(page).count()).toBe(15)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByLabel('Type').selectOption('image')
    await page.getByLabel('Visibility').selectOption('private')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(`${stage.url}/my?type=image&visibility=private`)
    await page.getByText('1 item', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Remove Only me' }).click()
    await page.waitForURL(`${stage.url}/my?type=image`)
    await page.getByText('14 items', { exact: true }).waitFor()
    await page.goBack()
    await page.getByText('1 item', { exact: true }).waitFor()
    await page.reload()
    expect(await tiles(page).count()).toBe(1)
    expect(visitor.complaints).toEqual([])
  })

  test('words are searched and an order is chosen', async () => {
    const { visitor, page } = await enter('/my')
    await using _visitor = visitor
    await page.getByRole('main').getByRole('searchbox').fill('quiet')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=quiet/)
    await page.getByRole('link', { name: 'Remove “quiet”' }).waitFor()
    expect(await tiles(page).first().locator('.name').textContent()).toBe('Quiet lake 10')
    await visitor.open('/my')
    await page.getByLabel('Order').selectOption('title')
    await page.waitForURL(/sort=title/)
    await expect.poll(() => tiles(page).first().locator('.name').textContent()).toBe('A film.mp4')
    expect(await page.locator('.media-grid .heading').count()).toBe(0)
  })

  test('a picture opens in the list it stands in', async () => {
    const { visitor, page } = await enter('/my?type=video')
    await using _visitor = visitor
    const href = await tiles(page).locator('a').getAttribute('href')
    expect(href).toMatch(/^\/clip\/.*\?in=scope%3Dmine%26type%3Dvideo$/)
  })

  test.each([true, false])('the trash gives back and forgets; scripts: %s', async (scripts) => {
    const other = await stage.person()
    const gone = await fillLibrary(stage, other, { count: 3, small: true })
    await call(stage, 'DELETE /api/media', { key: other.key, body: { ids: gone.map(({ id }) => id) } })
    const { visitor, page } = await enter('/my/trash', { as: other, scripts })
    await using _visitor = visitor
    const left = async (trash: string) =>
      (await call<MediaList>(stage, `GET /api/media?scope=mine${trash}`, { key: other.key })).body.total
    if (scripts) {
      await tiles(page).first().locator('a').click()
      await page.getByRole('button', { name: 'Restore' }).click()
      await page.getByText('1 item restored').waitFor()
    } else {
      await page.getByRole('button', { name: 'Restore' }).first().click()
      await page.getByText('2 items', { exact: true }).waitFor()
    }
    expect([await left(''), await left('&trash=1')]).toEqual([1, 2])
    // Nothing is gone for ever by one press.
    if (scripts) await page.getByRole('button', { name: 'Empty the trash' }).first().click()
    else await page.locator('summary', { hasText: 'Empty the trash' }).click()
    expect(await left('&trash=1')).toBe(2)
    if (!scripts) await page.getByRole('button', { name: 'Empty the trash' }).click()
    if (scripts) await page.getByRole('dialog').getByRole('button', { name: 'Empty the trash' }).click()
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor()
    expect([await left(''), await left('&trash=1')]).toEqual([1, 0])
  })

  test('without scripts pages lead to pages, and pictures lie where scripts put them', async () => {
    const many = await stage.person()
    await fillLibrary(stage, many, { count: 4, small: true })
    await multiply(stage, many, 250)
    const { visitor, page } = await enter('/my', { as: many, scripts: false })
    await using _visitor = visitor
    const seen = new Set<string>()
    for (let turn = 0; turn < 3; turn++) {
      const hrefs = await tiles(page)
        .locator('a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
      for (const href of hrefs) seen.add(href)
      if (turn < 2) await page.getByRole('link', { name: 'Next page' }).click()
    }
    expect(seen.size).toBe(254)
    await page.getByRole('link', { name: 'Previous page' }).last().click()
    expect(await tiles(page).count()).toBe(100)
    const boxesOf = (of: typeof page) =>
      tiles(of).evaluateAll((all) =>
        all.slice(0, 12).map((tile) => tile.getBoundingClientRect().toJSON() as Box),
      )
    await page.goto(`${stage.url}/my`)
    const plain = await boxesOf(page)
    const scripted = await enter('/my', { as: many })
    await using _scripted = scripted.visitor
    await scripted.page.locator('.placed').waitFor()
    const placed = await boxesOf(scripted.page)
    for (const [index, box] of plain.entries()) {
      for (const side of ['x', 'y', 'width', 'height'] as const) {
        expect(Math.abs((placed[index]?.[side] ?? 0) - box[side]), `${side} of ${index}`).toBeLessThan(1)
      }
    }
  })

  test.each([
    ['en-GB', 'Explore', 'Recent', 'No results for “nothing”'],
    ['zh-CN', '探索', '最新', '没有找到“nothing”'],
  ] as const)(
    'what everybody may see: explore, tags, search, profiles: %s',
    async (locale, explore, recent, none) => {
      const { visitor, page } = await enter('/explore', { as: null, locale })
      await using _visitor = visitor
      await page.getByRole('heading', { level: 1, name: explore }).waitFor()
      await page.getByRole('link', { name: recent, exact: true }).waitFor()
      const shown = await namesOn(page)
      expect(shown).toContain('Quiet lake 10')
      for (const hidden of ['Secret', 'Short lived', 'Bare']) expect(shown).not.toContain(hidden)
      expect(await page.locator('meta[name=robots]').count()).toBe(0)
      await visitor.open('/tag/lake')
      expect(await namesOn(page)).toEqual(expect.arrayContaining(['雪线之上 9', '雾中的山谷 4']))
      await visitor.open('/search?q=nothing')
      await page.getByRole('heading', { name: none }).waitFor()
      expect(await page.locator('meta[name=robots]').getAttribute('content')).toBe('noindex')
      await visitor.open('/u/mara')
      await page.getByRole('heading', { level: 1, name: 'mara' }).waitFor()
      // Rows that other tests of this site add have no files.
      expect(visitor.complaints.filter((said) => !said.includes('status of 404'))).toEqual([])
    },
  )

  test('the first page is there without a jump', async () => {
    const visitor = await browser.visitor({ url: stage.url })
    await using _visitor = visitor
    await signIn(stage, visitor, person)
    await visitor.page.addInitScript(`
      shifts = 0
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) shifts += value
      }).observe({ type: 'layout-shift', buffered: true })
    `)
    await visitor.open('/my')
    await visitor.page.locator('.placed').waitFor()
    await visitor.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    )
    expect(await visitor.page.evaluate('shifts')).toBeLessThan(0.01)
  })

  test('whoever has not signed in is led to where that is done', async () => {
    const visitor = await browser.visitor({ url: stage.url, scripts: false })
    await using _visitor = visitor
    const answer = await fetch(`${stage.url}/my?tag=lake`, { redirect: 'manual' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toMatch(/\/login\?next=%2Fmy%3Ftag%3Dlake$/)
  })

  test('a site without public lists has none', async () => {
    await using closed = await openStage()
    await call(closed, 'GET /api/site')
    await closed.app.db.insertInto('settings').values({ name: 'explore', value: 'no' }).execute()
    await closed.person()
    for (const path of ['/explore', '/tag/lake', '/search?q=a', '/u/person1']) {
      expect((await fetch(closed.url + path)).status, path).toBe(404)
    }
  })
})
