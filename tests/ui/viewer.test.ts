import { beforeAll, describe, expect, test } from 'vitest'
import type { Media, MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { call, sendMedia } from '../wire/native-client.ts'
import { hostile } from '../wire/web-visitor.ts'
import type { View, Visitor } from './browser.ts'
import { paint } from './paintings.ts'
import { openWorld } from './world.ts'

describe('the viewer', () => {
  const world = fixture(() => openWorld({ pictures: 8 }), 300_000)
  /** Mara's, as her public list has them. */
  let listed: Media[]
  beforeAll(async () => {
    listed = (await call<MediaList>(world.scene.stage, 'GET /api/media?user=mara')).body.items
  }, 300_000)

  const visit = async (path: string, view: Omit<View, 'url'> = {}): Promise<Visitor> => {
    const visitor = await world.visitorAs('guest', view)
    await visitor.open(path)
    return visitor
  }
  const picture = (at: number): Media => {
    const found = listed.filter(({ type, animated }) => type === 'image' && !animated)[at]
    if (!found) throw new Error(`There is no picture ${at}`)
    return found
  }
  const within = (media: Media) => `${media.page}?in=user%3Dmara`
  const headingOf = ({ page }: Visitor) =>
    page.getByRole('main').getByRole('heading', { level: 1 }).textContent()

  test.each([
    ['en-GB', 'Direct links', 'Markdown', 'Copy: Direct links: Markdown'],
    ['zh-CN', '直接链接', 'Markdown', '复制：直接链接: Markdown'],
  ] as const)('every code is copied by its button, in %s', async (locale, target, format, button) => {
    const media = picture(0)
    await using visitor = await visit(media.page, { locale })
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.locator('button[data-copy="done"]').waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toBe(`![${media.title}](${media.file.url})`)
    const field = page.getByRole('group', { name: target }).getByLabel(format, { exact: true })
    expect(await field.inputValue()).toBe(copied)
    expect(visitor.complaints).toEqual([])
  })

  test('a press on the picture shows it over the whole window; keys bring it nearer; Back closes it', async () => {
    await using visitor = await visit(picture(0).page)
    const { page } = visitor
    await page.locator('a.stage').click()
    const shown = page.locator(
      '.pswp--open .pswp__item[aria-hidden="false"] img.pswp__img:not(.pswp__img--placeholder)',
    )
    await shown.waitFor()
    expect(await shown.getAttribute('src')).toBe(picture(0).file.url)
    const width = async () => (await shown.boundingBox())?.width ?? 0
    await expect.poll(width).toBeGreaterThan(600)
    const fitted = await width()
    await page.keyboard.press('+')
    await expect.poll(width).toBeGreaterThan(fitted * 1.3)
    await page.keyboard.press('0')
    await expect.poll(async () => Math.round(await width())).toBe(Math.round(fitted))
    await page.goBack()
    await page.locator('.pswp').waitFor({ state: 'detached' })
    expect(page.url()).toBe(world.scene.stage.url + picture(0).page)
    await page.keyboard.press('w')
    await shown.waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.pswp').waitFor({ state: 'detached' })
    expect(page.url()).toBe(world.scene.stage.url + picture(0).page)
  })

  test('next and previous stay within the list that it was opened from, and Back goes back', async () => {
    await using visitor = await visit(within(picture(2)))
    const { page } = visitor
    const position = page.getByRole('navigation', { name: 'In the same list' }).locator('p')
    const [, at = '', total = ''] = /(\d+) \/ (\d+)/.exec((await position.textContent()) ?? '') ?? []
    await page.getByRole('link', { name: 'Next', exact: true }).click()
    await expect.poll(() => headingOf(visitor)).toBe(picture(3).title)
    await expect.poll(() => position.textContent()).toContain(`${Number(at) + 1} / ${total}`)
    expect(page.url()).toBe(world.scene.stage.url + within(picture(3)))
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => headingOf(visitor)).toBe(picture(2).title)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => headingOf(visitor)).toBe(picture(1).title)
    await page.goBack()
    await expect.poll(() => headingOf(visitor)).toBe(picture(2).title)
    await page.goBack()
    await expect.poll(() => headingOf(visitor)).toBe(picture(3).title)
    await page.getByRole('link', { name: picture(5).title, exact: true }).click()
    await expect.poll(() => headingOf(visitor)).toBe(picture(5).title)
    expect(visitor.complaints).toEqual([])
  })

  test('a finger goes to the next', async () => {
    await using visitor = await visit(within(picture(2)), { size: 'phone' })
    const { page } = visitor
    await page.evaluate(`{
      const element = document.querySelector('a.stage')
      const touch = (x) => new Touch({ identifier: 1, target: element, clientX: x, clientY: 200 })
      const fire = (type, touches, changed) =>
        element.dispatchEvent(new TouchEvent(type, { bubbles: true, touches, changedTouches: changed }))
      fire('touchstart', [touch(300)], [touch(300)])
      fire('touchend', [], [touch(120)])
    }`)
    await expect.poll(() => headingOf(visitor)).toBe(picture(3).title)
  })

  test('it is shared by links, by a code for cameras, and by copying', async () => {
    const media = picture(0)
    await using visitor = await visit(media.page)
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const address = world.scene.stage.url + media.page
    await page.getByRole('button', { name: 'Share' }).click()
    for (const name of ['X', 'Facebook', 'Weibo', 'Telegram', 'Reddit', 'Pinterest', 'E-mail']) {
      const href = (await page.getByRole('link', { name, exact: true }).getAttribute('href')) ?? ''
      expect([name, [...new URL(href).searchParams.values()].includes(address)]).toEqual([name, true])
    }
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByText('Link copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(address)
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'QR code' }).click()
    const code = page.getByRole('dialog', { name: 'QR code' }).getByRole('img')
    expect(await code.getAttribute('alt')).toContain(address)
    await expect
      .poll(() => page.evaluate('document.querySelector("dialog[open] img").naturalWidth'))
      .toBeGreaterThan(0)
    expect(visitor.complaints).toEqual([])
  })

  test('a film is played by keys, at other speeds', async () => {
    await using visitor = await visit(world.scene.film.page)
    const { page } = visitor
    const state = (name: string) => page.evaluate(`document.querySelector('video').${name}`)
    await expect.poll(() => state('readyState')).toBeGreaterThan(0)
    await page.keyboard.press('m')
    expect(await state('muted')).toBe(true)
    await page.keyboard.press('k')
    await expect.poll(() => state('currentTime')).toBeGreaterThan(0)
    await page.keyboard.press('k')
    expect(await state('paused')).toBe(true)
    await page.keyboard.press('j')
    expect(await state('currentTime')).toBe(0)
    await page.getByLabel('Speed').selectOption({ label: '1.5×' })
    await expect.poll(() => state('playbackRate')).toBe(1.5)
    expect(visitor.complaints).toEqual([])
  })

  test('what moves stands still for those who want no motion, and when it is told to', async () => {
    const { moving } = world.scene
    await using visitor = await visit(moving.page)
    const { page } = visitor
    const source = () => page.evaluate("document.querySelector('a.stage img').currentSrc")
    await expect.poll(source).toBe(moving.medium?.url ?? moving.thumb?.url)
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.poll(source).toBe(moving.file.url)
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect.poll(source).not.toBe(moving.file.url)
  })

  test('what may not be safe is covered until it is asked for, then for good', async () => {
    const { nsfw } = world.scene
    await using visitor = await visit(nsfw.page)
    const { page } = visitor
    expect(await page.locator('a.stage').isVisible()).toBe(false)
    await page.getByText('This may not be safe for work').click()
    await page.locator('a.stage').waitFor()
    await page.getByRole('button', { name: 'Hide' }).click()
    await page.locator('a.stage').waitFor({ state: 'hidden' })
    await page.getByText('This may not be safe for work').click()
    await page.getByRole('button', { name: 'Always show such content' }).click()
    await visitor.open(nsfw.page)
    await page.locator('a.stage').waitFor()
  })

  test('what was taken all around is looked at from within', async () => {
    await using visitor = await visit(world.scene.around.page)
    const { page } = visitor
    await page.getByRole('button', { name: 'Load 360° view' }).click()
    await page.locator('.psv-container').waitFor()
    await page.getByRole('button', { name: 'Leave 360° view' }).click()
    await page.locator('a.stage').waitFor()
  })

  test('titles, tags and descriptions stay text', async () => {
    const { stage, mara } = world.scene
    const fields = { title: hostile, description: hostile, tags: hostile, visibility: 'public' }
    const { body } = await sendMedia(stage, { key: mara.key, bytes: await paint(300, 600, 400), fields })
    await using visitor = await visit(body.page)
    expect(await headingOf(visitor)).toBe(hostile)
    await visitor.page.getByRole('button', { name: 'Share' }).click()
    expect(await visitor.page.locator('img[src="x"]').count()).toBe(0)
    expect(visitor.complaints).toEqual([])
  })
})
