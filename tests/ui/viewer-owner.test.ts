import { describe, expect, test } from 'vitest'
import type { Album } from '../../src/dialects/native/wire-albums.ts'
import type { Media, MediaList } from '../../src/dialects/native/wire-media.ts'
import type { Site } from '../../src/dialects/native/wire-people.ts'
import { fixture } from '../fixture.ts'
import { call } from '../wire/native-client.ts'
import { openWorld, sendGate } from './world.ts'

describe('what is one’s own in the viewer', () => {
  const world = fixture(() => openWorld({ pictures: 8 }), 300_000)

  const stored = async (id: string): Promise<Media> =>
    (await call<Media>(world.scene.stage, `GET /api/media/${id}`, { key: world.scene.mara.key })).body

  const isTrashed = async (id: string): Promise<boolean> => {
    const { stage, mara } = world.scene
    const { body } = await call<MediaList>(stage, 'GET /api/media?scope=mine&trash=1', { key: mara.key })
    return body.items.some((each) => each.id === id)
  }

  test.each([
    ['en-GB', 'Edit', 'Title', 'Tags', 'Save', 'Saved'],
    ['zh-CN', '编辑', '标题', '标签', '保存', '已保存'],
  ] as const)('details are changed in a dialog, in %s', async (locale, edit, title, tags, save, saved) => {
    const media = await sendGate(world)
    await using visitor = await world.visitorAs('mara', { locale })
    const { page } = visitor
    await visitor.open(media.page)
    await page.getByRole('main').getByRole('button', { name: edit, exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(title, { exact: true }).fill('A door')
    await dialog.getByRole('combobox', { name: tags }).fill('fog,')
    await dialog.getByRole('button', { name: save }).click()
    await page.getByText(saved, { exact: true }).waitFor()
    await page.getByRole('heading', { level: 1, name: 'A door' }).waitFor()
    await page.waitForURL(/A-door/)
    const { title: now, tags: words } = await stored(media.id)
    expect([now, words]).toEqual(['A door', ['fog']])
    expect(visitor.complaints).toEqual([])
  })

  test('what was deleted comes back by Undo', async () => {
    const media = await sendGate(world)
    await using visitor = await world.visitorAs('mara')
    const { page } = visitor
    await visitor.open(`${media.page}?in=scope%3Dmine`)
    await page.getByRole('main').getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('Moved to the trash').waitFor()
    await expect.poll(() => page.url().includes(media.id)).toBe(false)
    expect(await isTrashed(media.id)).toBe(true)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.waitForURL((url) => url.pathname === media.page)
    await page.getByRole('heading', { level: 1, name: 'A gate' }).waitFor()
    expect(await isTrashed(media.id)).toBe(false)
  })

  test('its deletion link is copied, and asks before it deletes', async () => {
    const media = await sendGate(world)
    await using visitor = await world.visitorAs('mara')
    const { page, context } = visitor
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await visitor.open(media.page)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('button', { name: 'Copy deletion link' }).click()
    await page.getByText('Deletion link copied').waitFor()
    const link = String(await page.evaluate('navigator.clipboard.readText()'))
    await visitor.open(new URL(link).pathname)
    await page.getByRole('heading', { name: 'Delete this file?' }).waitFor()
    await page.getByRole('link', { name: 'Keep it' }).click()
    await page.getByRole('heading', { level: 1, name: 'A gate' }).waitFor()
    await visitor.open(new URL(link).pathname)
    await page.getByRole('main').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('File is deleted and our cache will refresh within minutes.').waitFor()
    await visitor.open(new URL(link).pathname)
    await page.getByText('Picture was already deleted.').waitFor()
    expect((await page.goto(world.scene.stage.url + media.page))?.status()).toBe(410)
  })

  test('it becomes the profile picture, or its album’s cover', async () => {
    const { stage, mara, albums } = world.scene
    const media = await sendGate(world, { album: albums.alps.id, albumId: albums.alps.id })
    await using visitor = await world.visitorAs('mara')
    const { page } = visitor
    await visitor.open(media.page)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('button', { name: 'Use as profile picture' }).click()
    await page.getByText('This is your profile picture now').waitFor()
    const { body } = await call<Site>(stage, 'GET /api/site', { key: mara.key })
    expect(body.me?.avatar).toBe((await stored(media.id)).thumb?.url)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('button', { name: 'Make album cover' }).click()
    await page.getByText(`This is the cover of ${albums.alps.name} now`).waitFor()
    const album = await call<Album>(stage, `GET /api/albums/${albums.alps.id}`, { key: mara.key })
    expect(album.body.coverId).toBe(media.id)
  })

  test('a guest is asked first: there is no trash', async () => {
    const [media] = world.scene.guests
    await using visitor = await world.visitorAs('guest')
    const { page } = visitor
    await visitor.open(media?.page ?? '')
    await page.getByText('You uploaded this.').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete this file?' })
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Deleted', { exact: true }).waitFor()
    expect((await call(world.scene.stage, `GET /api/media/${media?.id}`)).status).toBe(410)
  })

  test('strangers have none of it, and may report', async () => {
    const media = await sendGate(world, { visibility: 'public' })
    await using visitor = await world.visitorAs('lin')
    const { page } = visitor
    await visitor.open(media.page)
    expect(await page.getByRole('main').getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Report this content' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('It is spam').check()
    await dialog.getByLabel(/More about it/).fill('Look at this.')
    await dialog.getByRole('button', { name: 'Send report' }).click()
    await page.getByText('Thank you. Those who run this site will look at it.').waitFor()
    const { body } = await call<{ items: { media: Media; text: string }[] }>(
      world.scene.stage,
      'GET /api/reports',
      {
        key: world.scene.ada.key,
      },
    )
    expect(body.items.find((each) => each.media.id === media.id)?.text).toBe('Look at this.')
  })
})
