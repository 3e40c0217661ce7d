import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { violationsOf } from './axe.ts'
import { openBrowser, type Visitor } from './browser.ts'
import { signIn } from './library-scene.ts'

describe.each([true, false])('connecting tools, scripts: %s', (scripts) => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)

  async function enter(view: { locale?: 'zh-CN' } = {}): Promise<Visitor> {
    const visitor = await browser.visitor({ scripts, url: stage.url, ...view })
    await signIn(stage, visitor, await stage.person())
    return visitor
  }

  test('from the empty library to a file that works, with one button', async () => {
    await using visitor = await enter()
    const { page } = visitor
    await visitor.open('/my')
    await page.getByRole('link', { name: 'Connect a tool' }).click()
    await page.getByRole('link', { name: /^ShareX/ }).click()
    await page.getByRole('button', { name: 'Connect ShareX' }).click()
    await page.getByText('The key is shown this once').waitFor()
    const main = page.getByRole('main')
    const downloading = page.waitForEvent('download')
    await main.getByRole('link', { name: 'Download 127.0.0.1.sxcu', exact: true }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('127.0.0.1.sxcu')
    const { Headers, RequestURL } = JSON.parse(await readFile(await download.path(), 'utf8'))
    expect(RequestURL).toBe(`${stage.url}/api/media`)
    const asked = await call<{ me?: object }>(stage, 'GET /api/site', { key: Headers.Authorization })
    expect(asked.body.me).toBeDefined()
    await main.getByText('SM.MS’s API').click()
    expect(await main.getByRole('link', { name: '127.0.0.1-smms.sxcu' }).isVisible()).toBe(true)
    await visitor.open('/settings/keys')
    await main.getByText('ShareX', { exact: true }).waitFor()
    // Coming back tells nothing of the key.
    await visitor.open('/settings/connect?tool=sharex')
    expect(await page.content()).not.toContain(Headers.Authorization.slice(7))
    expect(visitor.complaints).toEqual([])
  })

  test('values for a form, in the language of the page', async () => {
    await using visitor = await enter({ locale: 'zh-CN' })
    const { page } = visitor
    await visitor.open('/settings/connect?tool=halo')
    await page.getByRole('button', { name: '连接 Halo' }).click()
    expect(await page.getByLabel('Lsky Pro 地址', { exact: true }).inputValue()).toBe(stage.url)
    expect(await page.getByLabel('API Token', { exact: true }).inputValue()).toMatch(/^1\|tint\w{28}$/)
    expect(await page.getByRole('listitem').filter({ hasText: '应用市场' }).count()).toBeGreaterThan(0)
    if (scripts) expect(await violationsOf(page)).toEqual([])
  })

  test('a button for forums makes no key; a tool that is not there is a page that says so', async () => {
    await using visitor = await enter()
    const { page } = visitor
    await visitor.open('/settings/connect?tool=nodebb')
    await page.getByRole('button', { name: 'Show what is needed' }).click()
    await page.getByText(`src="${stage.url}/pup.js"`).waitFor()
    expect(await page.getByText('The key is shown this once').count()).toBe(0)
    const missing = await page.goto(`${stage.url}/settings/connect?tool=pigeon`)
    expect(missing?.status()).toBe(404)
  })

  test('guests sign in first, and come back', async () => {
    await using visitor = await browser.visitor({ scripts, url: stage.url })
    await visitor.page.goto(`${stage.url}/settings/connect?tool=picgo`)
    expect(visitor.page.url()).toContain(`/login?next=${encodeURIComponent('/settings/connect?tool=picgo')}`)
  })
})
