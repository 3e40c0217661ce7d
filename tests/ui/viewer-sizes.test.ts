import { beforeAll, describe, expect, test } from 'vitest'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { samplePhoto } from '../pictures.ts'
import { openStage } from '../stage.ts'
import { sendMedia } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'

describe('full screen and other sizes', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)
  let media: Media
  beforeAll(async () => {
    const bytes = await samplePhoto({ width: 1200, height: 900 })
    media = (await sendMedia(stage, { bytes, name: 'gate in fog.jpg' })).body
  })

  test('a picture fills the screen by its button and by F, and leaves it when it is closed', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open(media.page)
    const isFull = () => page.evaluate('document.fullscreenElement !== null')
    await page.getByRole('button', { name: 'Full screen' }).click()
    await expect.poll(isFull).toBe(true)
    await page.locator('.pswp--open').waitFor()
    await page.keyboard.press('f')
    await expect.poll(isFull).toBe(false)
    await page.locator('.pswp__button--full').click()
    await expect.poll(isFull).toBe(true)
    await page.locator('.pswp__button--close').click()
    await expect.poll(isFull).toBe(false)
    await page.locator('.pswp').waitFor({ state: 'detached' })
    await page.keyboard.press('f')
    await expect.poll(isFull).toBe(true)
    expect(visitor.complaints).toEqual([])
  })

  test('medium and thumb are downloaded under names of their own', async () => {
    await using visitor = await browser.visitor({ url: stage.url })
    const { page } = visitor
    await visitor.open(media.page)
    for (const [label, size] of [
      ['Medium', 'medium'],
      ['Thumbnail', 'thumb'],
    ] as const) {
      await page.getByRole('button', { name: 'Download another size' }).click()
      const started = page.waitForEvent('download')
      await page.getByRole('link', { name: label }).click()
      const download = await started
      expect(download.url()).toBe(new URL(media[size]?.url ?? '', stage.url).href)
      expect(download.suggestedFilename()).toMatch(new RegExp(`^gate in fog-${size}\\.\\w+$`))
    }
  })
})
