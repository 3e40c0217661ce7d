import { describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/core/settings.ts'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'
import { landscape } from './landscapes.ts'
import { becomeGuest, chinese, english, enterAs, sendLandscapes } from './people-scene.ts'

describe.each([true, false])('recent uploads of a guest, scripts: %s', (scripts) => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)

  test('are listed with their links, deleted one by one, and taken into an account', async () => {
    await using visitor = await browser.visitor({ scripts, url: stage.url })
    const { page } = visitor
    const main = page.getByRole('main')
    await visitor.open('/history')
    await main.getByText('Nothing uploaded here yet').waitFor()
    const cookie = await becomeGuest(stage, visitor)
    const [harbour, lake] = await sendLandscapes(stage, { cookie }, ['Harbour', 'Quiet lake', 'Stairs'])
    await visitor.open('/history')
    await main.getByText('What this browser uploaded without an account.').waitFor()
    expect(await main.getByRole('listitem').count()).toBe(3)
    if (!scripts)
      expect(await main.getByRole('textbox', { name: 'Links: Quiet lake' }).inputValue()).toBe(lake?.file.url)
    await main.getByLabel('Delete: Harbour').click()
    await main.getByText('“Harbour” is deleted for everyone.').waitFor()
    await main.getByRole('button', { name: 'Delete', exact: true }).click()
    await main.getByRole('status').filter({ hasText: 'Deleted' }).waitFor()
    expect(await main.getByRole('listitem').count()).toBe(2)
    expect((await call(stage, `GET /api/media/${harbour?.id}`)).status).not.toBe(200)
    const person = await stage.person()
    await main.getByRole('link', { name: 'Sign in' }).click()
    await enterAs(page, person, english)
    await page.waitForURL(`${stage.url}/history`)
    await main.getByRole('button', { name: 'Save 2 items to my account' }).click()
    await main.getByText('2 items are in your account now').waitFor()
    const mine = await call<MediaList>(stage, 'GET /api/media?scope=mine', { key: person.key })
    expect(mine.body.items.map(({ title }) => title).sort()).toEqual(['Quiet lake', 'Stairs'])
  })

  test('can be cleared: the files stay, and that is said', async () => {
    await using visitor = await browser.visitor({ scripts, locale: 'zh-CN', url: stage.url })
    const { page } = visitor
    const main = page.getByRole('main')
    const cookie = await becomeGuest(stage, visitor)
    const [lake] = await sendLandscapes(stage, { cookie }, ['湖'])
    await visitor.open('/history')
    await main.getByText('清空列表').first().click()
    await main.getByText('文件仍会保留，链接继续有效。').waitFor()
    await main.getByRole('button', { name: '清空列表' }).click()
    await main.getByText('列表已清空，文件仍会保留。').waitFor()
    expect(await main.getByText('湖', { exact: true }).count()).toBe(0)
    expect((await call(stage, `GET /api/media/${lake?.id}`)).status).toBe(200)
    await main.getByRole('link', { name: '去上传' }).waitFor()
    expect(chinese.button).toBe(
      await page.getByRole('banner').getByRole('link', { name: '登录' }).innerText(),
    )
  })

  test('of an address are shown only where the site does, and it is said whose they are', async () => {
    await using visitor = await browser.visitor({ scripts, url: stage.url })
    const { page } = visitor
    expect((await page.goto(`${stage.url}/history?of=address`))?.status()).toBe(404)
    expect((await call(stage, 'GET /api/history')).status).toBe(403)
    await saveSettings(stage.app.db, { 'history-by-address': true })
    const form = new FormData()
    form.append('smfile', new Blob([new Uint8Array(await landscape(5, 320, 240))]), 'neighbour.jpg')
    expect((await fetch(`${stage.url}/api/v2/upload`, { method: 'POST', body: form })).status).toBe(200)
    await visitor.open('/history')
    await page.getByRole('link', { name: 'This address' }).click()
    await page.getByText('Everyone behind this address sees it.').waitFor()
    await page.getByRole('link', { name: /neighbour/ }).waitFor()
    expect(await page.getByLabel(/^Delete: .*neighbour/).count()).toBe(0)
    await saveSettings(stage.app.db, { 'history-by-address': false })
  })
})
