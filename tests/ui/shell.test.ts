import { describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { openBrowser } from './browser.ts'

describe('the frame of every page', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)

  test.each([
    ['en-GB', 'en', 'Recent uploads', 'Sign in'],
    ['zh-CN', 'zh-CN', '最近上传', '登录'],
  ] as const)('home is in the language of the browser: %s', async (locale, tag, history, signIn) => {
    await using visitor = await browser.visitor({ locale, url: stage.url })
    await visitor.open('/')
    const { page } = visitor
    expect(await page.locator('html').getAttribute('lang')).toBe(tag)
    await page.getByRole('contentinfo').getByRole('link', { name: history }).waitFor()
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('banner').getByRole('link', { name: signIn }).waitFor()
    expect(visitor.complaints).toEqual([])
  })

  test.each([true, false])('language and theme are chosen and kept, scripts: %s', async (scripts) => {
    await using visitor = await browser.visitor({ scripts, url: stage.url })
    const { page } = visitor
    await visitor.open('/?lang=en')
    await page.getByRole('button', { name: 'Appearance' }).click()
    await page.getByRole('button', { name: 'Dark' }).click()
    await page.locator('html.dark').waitFor()
    await page.getByRole('button', { name: 'Language' }).click()
    await page.getByRole('button', { name: '简体中文' }).click()
    await page.locator('html[lang="zh-CN"].dark').waitFor()
    expect(page.url()).toBe(`${stage.url}/`)
  })

  test('an address that leads nowhere has a page in the language of the browser', async () => {
    await using visitor = await browser.visitor({ locale: 'zh-CN', url: stage.url })
    await visitor.open('/no/such/place')
    await visitor.page.getByRole('heading', { name: '这里什么也没有' }).waitFor()
    await visitor.page.getByRole('main').getByRole('link', { name: '返回首页' }).click()
    await visitor.page.waitForURL(`${stage.url}/`)
  })
})
