import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { writeSetting } from '../../src/core/settings.ts'
import { fixture } from '../fixture.ts'
import { openBrowser } from './browser.ts'
import {
  choose,
  copy,
  items,
  newPictures,
  openBusyStage,
  openFolder,
  results,
  send,
  stored,
} from './uploading.ts'

describe('what is chosen around uploads', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  const queued = async (page: Page) => {
    await choose(page, await newPictures(folder, 1))
    await expect.poll(() => items(page).count()).toBe(1)
  }

  test('what the account says later wins over what was chosen before; other choices stay', async () => {
    const { name, password, key } = await stage.person()
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await page.request.post(`${stage.url}/api/session`, { data: { name, password, remember: true } })
    const shown = async () => {
      await visitor.open('/')
      await choose(page, await newPictures(folder, 1))
      await page.getByText('Options for all files').click()
      return {
        visibility: await page.getByLabel('Visibility').inputValue(),
        nsfw: await page.getByLabel('Not safe for work').isChecked(),
      }
    }
    expect(await shown()).toEqual({ visibility: '', nsfw: false })
    await page.getByLabel('Visibility').selectOption({ label: 'Public' })
    await page.getByLabel('Not safe for work').check()
    expect(await shown()).toEqual({ visibility: 'public', nsfw: true })
    await page.request.patch(`${stage.url}/api/account`, {
      headers: { authorization: key },
      data: { preferences: { upload: { visibility: 'private' } } },
    })
    expect(await shown()).toEqual({ visibility: 'private', nsfw: true })
  })

  test('whoever signs in with files in the queue uploads as their account says', async () => {
    const { name, password, key } = await stage.person()
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await page.request.patch(`${stage.url}/api/account`, {
      headers: { authorization: key },
      data: { preferences: { upload: { visibility: 'private' } } },
    })
    await visitor.open('/')
    await choose(page, await newPictures(folder, 1))
    await page.getByRole('button', { name: 'Upload 1 file' }).waitFor()
    await page.getByRole('link', { name: 'Sign in' }).first().click()
    await page.getByLabel(/name/i).first().fill(name)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.locator('#main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Private upload' }).waitFor()
  })

  test('links that delete are neither remembered nor copied by themselves', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    await copy(page, 'nothing yet')
    await queued(page)
    await send(page)
    await results(page).waitFor()
    await page.getByLabel('Copy automatically').check()
    const clipboard = () => page.evaluate('navigator.clipboard.readText()')
    await expect.poll(clipboard).toContain('/images/')
    await page.getByRole('tab', { name: 'Deletion links' }).click()
    await expect.poll(() => page.locator('textarea').first().inputValue()).toContain('/delete/')
    await copy(page, 'nothing yet')
    await page.getByRole('button', { name: 'Upload more' }).click()
    await queued(page)
    await send(page)
    await expect.poll(clipboard).toContain('/images/')
    expect(await clipboard()).not.toContain('/delete/')
  })

  test('what is dragged is taken when it comes from elsewhere only', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    const drag = (type: string) =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.setData('text/uri-list', 'https://example.com/a.png')
        document.querySelector('footer a').dispatchEvent(
          new DragEvent('${type}', { bubbles: true, cancelable: true, dataTransfer }),
        )
      })()`)
    const offer = page.getByText('Release to add to the queue')
    await drag('dragstart')
    await drag('dragenter')
    await drag('drop')
    await drag('dragend')
    expect(await offer.count()).toBe(0)
    expect(await items(page).count()).toBe(0)
    await drag('dragenter')
    await offer.waitFor()
    await drag('drop')
    await expect.poll(() => items(page).count()).toBe(1)
  })

  test('more than are taken at a time: how many were left out is said', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open('/')
    const many = Array.from({ length: 130 }, (_, at) => `https://example.com/${at}.png`)
    await copy(page, many.join('\n'))
    await page.keyboard.press('Control+V')
    await page.getByText('30 were left out: at most 100 at a time').waitFor()
    await page.getByText('100 files', { exact: true }).waitFor()
  })

  test.each([
    ['en-GB', 'I agree to the terms of use', 'Upload 1 file', 'Terms'],
    ['zh-CN', '我同意使用条款', '上传 1 个文件', '使用条款'],
  ] as const)(
    'guests agree to the terms, once, where there are some: %s',
    async (locale, agree, upload, terms) => {
      await writeSetting(stage.app, 'terms', 'Be kind.')
      try {
        await using visitor = await browser.visitor({ url: stage.url, locale })
        const { page } = visitor
        await visitor.open('/')
        const link = page.locator('footer').getByRole('link', { name: terms })
        expect(new URL((await link.getAttribute('href')) ?? '', page.url()).href).toBe(`${stage.url}/terms`)
        await choose(page, await newPictures(folder, 1))
        const button = page.getByRole('button', { name: upload })
        await button.waitFor()
        expect(await button.isDisabled()).toBe(true)
        const before = (await stored(stage)).length
        await send(page)
        await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('upload-terms')
        await page.getByLabel(agree).check()
        await button.click()
        await results(page).waitFor()
        expect((await stored(stage)).length).toBe(before + 1)
        await visitor.open('/')
        await choose(page, await newPictures(folder, 1))
        await send(page)
        await results(page).waitFor()
      } finally {
        await writeSetting(stage.app, 'terms', '')
      }
    },
  )
})
