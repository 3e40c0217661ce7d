import { describe, expect, test } from 'vitest'
import type { Media, MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { call } from '../wire/native-client.ts'
import { openWorld, sendGate } from './world.ts'

describe('the viewer without scripts', () => {
  const world = fixture(() => openWorld({ pictures: 8 }), 300_000)

  const newMedia = () => sendGate(world, { visibility: 'public' })

  test('pictures, neighbours and codes are there; what is covered opens', async () => {
    await using visitor = await world.visitorAs('guest', { scripts: false })
    const { page } = visitor
    const [first] = world.scene.pictures
    await visitor.open(`${first?.page}?in=user%3Dmara`)
    expect(await page.evaluate("document.querySelector('a.stage img').complete")).toBe(true)
    expect(
      await page.getByRole('group', { name: 'Direct links' }).getByLabel('URL', { exact: true }).inputValue(),
    ).toBe(first?.file.url)
    await page.getByRole('link', { name: 'Previous', exact: true }).click()
    await page.waitForURL(/in=user/)
    await visitor.open(world.scene.nsfw.page)
    await page.getByText('This may not be safe for work').click()
    await page.locator('a.stage').waitFor()
  })

  test('anybody reports', async () => {
    const media = await newMedia()
    await using visitor = await world.visitorAs('guest', { scripts: false })
    const { page } = visitor
    await visitor.open(media.page)
    await page.getByRole('link', { name: 'Report this content' }).click()
    await page.locator('summary').getByText('Report this content').click()
    await page.getByLabel('It violates a copyright').check()
    await page.getByRole('button', { name: 'Send report' }).click()
    await page.getByText('Thank you. Those who run this site will look at it.').waitFor()
    const { body } = await call<{ items: { media: Media }[] }>(world.scene.stage, 'GET /api/reports', {
      key: world.scene.ada.key,
    })
    expect(body.items.some((each) => each.media.id === media.id)).toBe(true)
  })

  test('its owner changes and deletes it', async () => {
    const media = await newMedia()
    await using visitor = await world.visitorAs('mara', { scripts: false })
    const { page } = visitor
    await visitor.open(media.page)
    await page.getByRole('link', { name: 'More actions' }).click()
    await page.locator('summary').getByText('Edit details').click()
    await page.getByLabel('Title', { exact: true }).fill('A door')
    await page.getByLabel('Tags', { exact: true }).fill('fog, gate')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'A door' }).waitFor()
    await page.getByRole('status').getByText('Saved').waitFor()
    await page.getByRole('link', { name: 'More actions' }).click()
    await page.locator('summary').getByText('Delete').click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.waitForURL(/\/my\/trash$/)
    const { stage, mara } = world.scene
    const { body } = await call<MediaList>(stage, 'GET /api/media?scope=mine&trash=1', { key: mara.key })
    const trashed = body.items.find(({ id }) => id === media.id)
    expect([trashed?.title, trashed?.tags]).toEqual(['A door', ['fog', 'gate']])
  })

  test('a deletion link asks, in the reader’s language', async () => {
    const media = await newMedia()
    await using visitor = await world.visitorAs('guest', { scripts: false, locale: 'zh-CN' })
    const { page } = visitor
    await visitor.open(new URL(media.deletionUrl ?? '').pathname)
    await page.getByRole('heading', { name: '要删除此文件吗？' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: '删除' }).click()
    await page.getByText('文件已删除，缓存将在几分钟内刷新。').waitFor()
    expect((await call(world.scene.stage, `GET /api/media/${media.id}`)).status).toBe(410)
  })
})
