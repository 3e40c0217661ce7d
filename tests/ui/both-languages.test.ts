import { describe, expect, test } from 'vitest'
import type { Media, MediaList } from '../../src/dialects/native/wire-media.ts'
import { fixture } from '../fixture.ts'
import { openStage, type Person } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser, type Visitor } from './browser.ts'
import { type Entered, enterAnew, fillLibrary, namesOn, tiles } from './library-scene.ts'
import { makeAlbum, sendLandscapes } from './people-scene.ts'
import { choose, items, newPicture, openFolder, shownMedia } from './uploading.ts'
import { wordsIn } from './words.ts'

/** What a person does here, from end to end, found by the words of either language. */
describe.each(['en-GB', 'zh-CN'] as const)('a person, in %s', (locale) => {
  const say = wordsIn(locale)
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)

  async function enter(path = '/'): Promise<Entered> {
    const entered = await enterAnew({ stage, browser }, { locale })
    await entered.visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await entered.visitor.open(path)
    return entered
  }
  const mediaOf = async ({ key }: Person, query = '') =>
    (await call<MediaList>(stage, `GET /api/media?scope=mine${query}`, { key })).body.items
  const clipboard = ({ page }: Visitor) => page.evaluate('navigator.clipboard.readText()')

  test('edits pictures, uploads them, copies their links and makes an album of them', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    await page.getByRole('heading', { name: say('start.drop') }).waitFor()
    await choose(page, [
      await folder.write('hut.png', await newPicture({ width: 300, height: 200 })),
      await folder.write('lake.png', await newPicture()),
      await folder.write('letter.txt', 'Dear Sir, this is no picture.'),
    ])
    await expect.poll(() => items(page).count()).toBe(3)
    await page.getByText(say('upload.forAll')).click()
    await page.getByRole('combobox', { name: say('upload.field.tags') }).fill('alps,')
    await page.getByRole('button', { name: say('upload.editOne', { name: 'hut.png' }) }).click()
    const editor = page.getByRole('dialog')
    await editor.locator('cropper-selection').waitFor({ state: 'attached' })
    await editor.getByRole('button', { name: say('upload.rotateRight') }).click()
    await editor.getByLabel(say('upload.field.title'), { exact: true }).fill('A hut')
    await editor.getByLabel(say('upload.field.visibility')).selectOption('link')
    await editor.getByRole('button', { name: say('common.save') }).click()
    await editor.waitFor({ state: 'hidden' })
    await page.getByText(say('upload.badge.edited'), { exact: true }).waitFor()
    await page.getByRole('button', { name: say('upload.go', { count: 2 }) }).click()
    await page.getByRole('heading', { name: say('upload.partly', { done: 2, total: 3 }) }).waitFor()
    await page.getByRole('heading', { name: say('upload.report') }).waitFor()
    await page.getByText(say('upload.fail.unsupported'), { exact: true }).waitFor()
    const [hut, lake] = await shownMedia(page, stage)
    expect([hut?.title, hut?.tags, hut?.visibility]).toEqual(['A hut', ['alps'], 'link'])
    expect([hut?.width, hut?.height, lake?.tags]).toEqual([200, 300, ['alps']])
    await page.getByText(say('viewer.format.markdown'), { exact: true }).click()
    await page.getByRole('button', { name: say('viewer.code.copyAll', { count: 2 }) }).click()
    await expect
      .poll(() => clipboard(visitor))
      .toBe(`![A hut](${hut?.file.url})\n![${lake?.title}](${lake?.file.url})`)
    await page.getByRole('button', { name: say('upload.makeAlbum') }).click()
    await page.getByLabel(say('upload.albumName')).fill('Alps')
    await page.getByRole('button', { name: say('upload.create'), exact: true }).click()
    await page.getByText(say('upload.movedToAlbum', { album: 'Alps' }), { exact: true }).waitFor()
    expect((await mediaOf(person)).map(({ album }) => album?.name)).toEqual(['Alps', 'Alps'])
    expect(visitor.complaints).toEqual([])
  })

  test('looks at a picture, shares it, changes what it says, deletes it and takes that back', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    const [dusk, noon] = await sendLandscapes(stage, person, ['Dusk', 'Noon'])
    const main = page.getByRole('main')
    await visitor.open(`${noon?.page}?in=scope%3Dmine`)
    await main.getByText(say('viewer.dimensions'), { exact: true }).waitFor()
    await main.getByText(say('viewer.hashes'), { exact: true }).waitFor()
    await page.getByRole('link', { name: say('common.next'), exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Dusk' }).waitFor()
    await page.getByRole('button', { name: say('viewer.share'), exact: true }).click()
    await page.getByRole('button', { name: say('viewer.share.copy') }).click()
    await page.getByText(say('viewer.share.copied'), { exact: true }).waitFor()
    expect(await clipboard(visitor)).toBe(stage.url + dusk?.page)
    await page.keyboard.press('s')
    await page.getByRole('button', { name: say('viewer.share.qr') }).click()
    await page
      .getByRole('dialog', { name: say('viewer.share.qr') })
      .getByRole('img')
      .waitFor()
    await page.keyboard.press('Escape')
    await main.getByRole('button', { name: say('viewer.editShort'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(say('upload.field.title'), { exact: true }).fill('Blue hour')
    await dialog.getByRole('button', { name: say('common.save') }).click()
    await page.getByRole('heading', { level: 1, name: 'Blue hour' }).waitFor()
    await main.getByRole('button', { name: say('common.delete'), exact: true }).click()
    await page.getByText(say('viewer.deleted'), { exact: true }).waitFor()
    await expect.poll(async () => (await mediaOf(person)).map(({ title }) => title)).toEqual(['Noon'])
    await page.getByRole('button', { name: say('common.undo') }).click()
    await page.getByRole('heading', { level: 1, name: 'Blue hour' }).waitFor()
    expect((await mediaOf(person)).map(({ title }) => title)).toEqual(['Noon', 'Blue hour'])
    expect(visitor.complaints).toEqual([])
  })

  test('reports what another has made public', async () => {
    const [media] = await sendLandscapes(stage, await stage.person(), ['Not nice'], { visibility: 'public' })
    await using visitor = await browser.visitor({ locale, url: stage.url })
    const { page } = visitor
    await visitor.open(media?.page ?? '')
    await page.getByRole('button', { name: say('viewer.report') }).click()
    await page.getByRole('dialog').getByLabel(say('viewer.report.abuse')).check()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('viewer.report.send') })
      .click()
    await page.getByText(say('viewer.report.done')).waitFor()
    const rows = await stage.app.db.selectFrom('reports').select('media_id').execute()
    expect(rows.map((row) => row.media_id)).toContain(media?.id)
  })

  test('searches, sorts and narrows the library, and changes many at once', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    const media = await fillLibrary(stage, person, { count: 6, small: true })
    await visitor.open('/my')
    const main = page.getByRole('main')
    await main.getByRole('searchbox', { name: say('library.searchHint') }).fill('night')
    await page.keyboard.press('Enter')
    await main.getByText(say('library.nothingFound'), { exact: true }).waitFor()
    await main
      .getByRole('link', { name: say('library.clearFilters') })
      .first()
      .click()
    await expect.poll(() => tiles(page).count()).toBe(6)
    await main.getByLabel(say('library.sort'), { exact: true }).selectOption('oldest')
    await expect.poll(() => namesOn(page)).toEqual(media.map(({ title }) => title))
    for (const { title } of media.slice(0, 2))
      await page.getByRole('button', { name: say('library.selectOne', { what: title }), exact: true }).click()
    const bar = page.getByRole('toolbar', { name: say('library.selected', { count: 2 }) })
    await bar.getByRole('button', { name: say('library.do.tags'), exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: say('library.tags') }).fill('best')
    await dialog.getByRole('button', { name: say('library.addTags') }).click()
    await page.getByText(say('library.did.tagged', { count: 2 })).waitFor()
    expect(await mediaOf(person, '&tag=best')).toHaveLength(2)
    await page.keyboard.press('Delete')
    await page.getByText(say('library.did.trashed', { count: 2 })).waitFor()
    expect(await mediaOf(person)).toHaveLength(4)
    await page
      .getByRole('button', { name: say('common.undo') })
      .last()
      .click()
    await page.getByText(say('library.undone', { count: 2 })).waitFor()
    await expect.poll(() => tiles(page).count()).toBe(6)
    expect(visitor.complaints).toEqual([])
  })

  test('puts an album in order, shares it and makes it private', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    const album = await makeAlbum(stage, person, { name: 'Way up' })
    await sendLandscapes(stage, person, ['One', 'Two'], { albumId: album.id, visibility: 'public' })
    await visitor.open(album.page)
    const main = page.getByRole('main')
    const dialog = page.getByRole('dialog')
    const more = () => main.getByRole('button', { name: `${say('album.more')}: Way up` }).click()
    await more()
    await page.getByRole('button', { name: say('album.reorder') }).click()
    await main.getByRole('button', { name: say('album.moveBefore', { name: 'One' }) }).click()
    await expect
      .poll(async () => (await mediaOf(person, `&album=${album.id}&sort=manual`)).map(({ title }) => title))
      .toEqual(['One', 'Two'])
    await main.getByRole('button', { name: say('album.reorderDone') }).click()
    await main.getByRole('button', { name: say('album.share'), exact: true }).click()
    expect(await dialog.getByLabel(say('album.link'), { exact: true }).inputValue()).toBe(
      stage.url + album.page,
    )
    await page.keyboard.press('Escape')
    await more()
    await page.getByRole('button', { name: say('album.edit') }).click()
    await dialog.getByRole('radio', { name: say('album.privacy.private') }).focus()
    await page.keyboard.press('Space')
    await dialog.getByRole('button', { name: say('common.save') }).click()
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(async () => (await fetch(stage.url + album.page)).status).toBe(404)
    expect(visitor.complaints).toEqual([])
  })

  test('walks through what others share', async () => {
    const other = await stage.person({ name: `walker-${locale.toLowerCase()}` })
    const [first] = await sendLandscapes(stage, other, ['Pass', 'Ridge'], {
      visibility: 'public',
      tags: 'walks',
    })
    await using visitor = await browser.visitor({ locale, url: stage.url })
    const { page } = visitor
    await visitor.open('/explore')
    const main = page.getByRole('main')
    await main.getByRole('link', { name: say('explore.popular') }).click()
    await page.waitForURL(/sort=views|popular/)
    await tiles(page).filter({ hasText: 'Pass' }).first().locator('a').click()
    await page.getByRole('heading', { level: 1, name: 'Pass' }).waitFor()
    await main
      .getByRole('link', { name: '#walks' })
      .or(main.getByRole('link', { name: 'walks' }))
      .first()
      .click()
    await page.waitForURL(/walks/)
    await expect.poll(() => namesOn(page)).toContain('Ridge')
    await visitor.open(`/u/${other.name}`)
    await main.getByRole('link', { name: say('explore.albumCount', { count: 0 }) }).click()
    await main.getByText(say('album.noneOf', { name: other.name })).waitFor()
    await visitor.open('/random')
    await main.getByText(say('viewer.dimensions'), { exact: true }).waitFor()
    await page.getByRole('banner').getByRole('searchbox').fill('nothing like it')
    await page.keyboard.press('Enter')
    await main
      .getByText(say('explore.noResults', { words: 'nothing like it' }))
      .first()
      .waitFor()
    expect((await call<Media>(stage, `GET /api/media/${first?.id}`)).body.title).toBe('Pass')
  })
})
