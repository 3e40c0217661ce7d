import { describe, expect, test } from 'vitest'
import { endSessions } from '../../src/core/sessions.ts'
import type { AlbumDetails } from '../../src/dialects/native/wire-albums.ts'
import { fixture } from '../fixture.ts'
import { openStage, type Person } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'
import { enterAnew } from './library-scene.ts'
import { makeAlbum, sendLandscapes } from './people-scene.ts'

describe('albums of one’s own', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)

  const enter = (locale: 'en-GB' | 'zh-CN' = 'en-GB') => enterAnew({ stage, browser }, { locale })
  const albumOf = async (id: string, { key }: Person) =>
    (await call<AlbumDetails>(stage, `GET /api/albums/${id}`, { key })).body

  test.each([
    [
      'en-GB',
      {
        none: 'No albums yet',
        make: 'New album',
        name: 'Name',
        password: 'With a password',
        word: 'Password',
        create: 'Create',
        inside: 'New album inside',
        more: 'More',
        empty: 'Nothing in this album yet',
      },
    ],
    [
      'zh-CN',
      {
        none: '还没有相册',
        make: '新建相册',
        name: '名称',
        password: '凭密码',
        word: '密码',
        create: '创建',
        inside: '在其中新建相册',
        more: '更多',
        empty: '相册里还没有内容',
      },
    ],
  ] as const)('are made, one in another, with a password: %s', async (locale, words) => {
    await using entered = await enter(locale)
    const { visitor, person } = entered
    const { page } = visitor
    const main = page.getByRole('main')
    await visitor.open('/my/albums')
    await main.getByText(words.none).waitFor()
    await main.getByRole('button', { name: words.make }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(words.name).fill('Alps 2026')
    await dialog.getByRole('radio', { name: words.password }).focus()
    await page.keyboard.press('Space')
    await dialog.getByLabel(words.word, { exact: true }).fill('soup')
    await dialog.getByRole('button', { name: words.create }).click()
    await main.getByRole('link', { name: 'Alps 2026' }).waitFor()
    await main.getByRole('button', { name: `${words.more}: Alps 2026` }).click()
    await page.getByRole('button', { name: words.inside }).click()
    await dialog.getByLabel(words.name).fill('Huts')
    await dialog.getByRole('button', { name: words.create }).click()
    await dialog.waitFor({ state: 'detached' }).catch(() => dialog.waitFor({ state: 'hidden' }))
    await main.getByRole('link', { name: 'Alps 2026' }).click()
    await main.getByRole('heading', { level: 1, name: 'Alps 2026' }).waitFor()
    await main.getByRole('link', { name: 'Huts' }).click()
    await main.getByText(words.empty).waitFor()
    const { path, visibility } = await albumOf(page.url().split('.').at(-1) ?? '', person)
    expect(path.map(({ name }) => name)).toEqual(['Alps 2026'])
    expect(visibility).toBe('public')
    await main.getByRole('navigation').getByRole('link', { name: 'Alps 2026' }).click()
    await page.waitForURL(/Alps/)
    expect(visitor.complaints).toEqual([])
  })

  test('are changed, moved, and deleted with what is in them', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    const [alps, huts] = [
      await makeAlbum(stage, person, { name: 'Alps' }),
      await makeAlbum(stage, person, { name: 'Huts' }),
    ]
    const [media] = await sendLandscapes(stage, person, ['One hut'], { albumId: huts.id })
    await visitor.open('/my/albums')
    const main = page.getByRole('main')
    const dialog = page.getByRole('dialog')
    const choose = async (album: string, what: string) => {
      await main.getByRole('button', { name: `More: ${album}` }).click()
      await page
        .getByRole('button', { name: what, exact: true })
        .and(page.locator('.menu-item:visible'))
        .click()
    }
    await choose('Huts', 'Edit album')
    await dialog.getByLabel('Name').fill('')
    await dialog.getByLabel('Name').fill('Mountain huts')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await main.getByRole('link', { name: 'Mountain huts' }).waitFor()
    await choose('Mountain huts', 'Move')
    await dialog.getByLabel('Lies in').selectOption(alps.id)
    await dialog.getByRole('button', { name: 'Move' }).click()
    await main.getByText('1 album', { exact: false }).waitFor()
    expect((await albumOf(huts.id, person)).parentId).toBe(alps.id)
    await choose('Alps', 'Delete')
    await dialog.getByText('The albums in it are deleted too.').waitFor()
    await dialog.getByRole('radio', { name: 'Move what is in it to the trash' }).check()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await main.getByText('No albums yet').waitFor()
    await stage.drain()
    const { body } = await call<{ items: { id: string }[] }>(stage, 'GET /api/media?scope=mine&trash=1', {
      key: person.key,
    })
    expect(body.items.map(({ id }) => id)).toEqual([media?.id])
  })

  test('one that is gone meanwhile says so, and loses nothing that was typed', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    const alps = await makeAlbum(stage, person, { name: 'Alps' })
    await visitor.open('/my/albums')
    await page.getByRole('button', { name: 'More: Alps' }).click()
    await page.getByRole('button', { name: 'Edit album' }).click()
    await call(stage, `DELETE /api/albums/${alps.id}`, { key: person.key, body: {} })
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('The Alps')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').filter({ hasText: 'This album is not there any more.' }).waitFor()
    expect(await dialog.getByLabel('Name').inputValue()).toBe('The Alps')
    expect((await page.goto(stage.url + alps.page))?.status()).toBe(404)
  })

  test('who was signed out meanwhile signs in within the dialog, and what was typed is saved', async () => {
    await using entered = await enter()
    const { visitor, person } = entered
    const { page } = visitor
    await visitor.open('/my/albums')
    await page.getByRole('main').getByRole('button', { name: 'New album' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New album' })
    await dialog.getByLabel('Name').fill('Patience')
    await endSessions(stage.app.db, person.user.id, undefined)
    await dialog.getByRole('button', { name: 'Create' }).click()
    const again = page.getByRole('dialog', { name: 'Please sign in again' })
    expect(await again.getByLabel('Name or e-mail address').inputValue()).toBe(person.name)
    await again.getByLabel('Password', { exact: true }).fill(person.password)
    await again.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Patience' }).waitFor()
  })
})
