import { describe, expect, test } from 'vitest'
import type { Me } from '../../src/dialects/native/wire-people.ts'
import { fixture } from '../fixture.ts'
import { openStage, type Person } from '../stage.ts'
import { call } from '../wire/native-client.ts'
import { openBrowser } from './browser.ts'
import { landscape } from './landscapes.ts'
import { type Entered, enterAnew, signIn } from './library-scene.ts'
import { english, enterAs, makeAlbum } from './people-scene.ts'

describe.each([true, false])('settings, scripts: %s', (scripts) => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)

  async function enter(path: string): Promise<Entered> {
    const entered = await enterAnew({ stage, browser }, { scripts })
    await entered.visitor.open(path)
    return entered
  }
  const meOf = async ({ key }: Person) => (await call<{ me: Me }>(stage, 'GET /api/site', { key })).body.me

  test('profile: what is wrong is said at its field, what is right is kept', async () => {
    await using entered = await enter('/settings')
    const { page } = entered.visitor
    const main = page.getByRole('main')
    expect(new URL(page.url()).pathname).toBe('/settings/profile')
    await main.getByLabel('Name shown').fill('Anna Berg')
    await main.getByLabel('About you').fill('Mountains.')
    await main.getByLabel('Website').fill('ftp://example.com')
    await main.getByRole('switch', { name: 'Hide my profile' }).check()
    await main.getByRole('button', { name: 'Save' }).click()
    await main.getByText('An address that begins with https:// or http://').waitFor()
    expect(await main.getByLabel('Name shown').inputValue()).toBe('Anna Berg')
    await main.getByLabel('Website').fill('https://example.com/')
    await main.getByRole('button', { name: 'Save' }).click()
    await main.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
    expect(await meOf(entered.person)).toMatchObject({
      displayName: 'Anna Berg',
      bio: 'Mountains.',
      website: 'https://example.com/',
      hidden: true,
    })
  })

  test('password: the old one is asked for, the new one twice', async () => {
    await using entered = await enter('/settings/security')
    const { visitor, person } = entered
    const main = visitor.page.getByRole('main')
    const change = async (current: string, next: string, repeat = next) => {
      await main.getByLabel('Present password').fill(current)
      await main.getByLabel('New password', { exact: true }).fill(next)
      await main.getByLabel('New password again').fill(repeat)
      await main.getByRole('button', { name: 'Change the password' }).click()
    }
    await change('wrong', 'another long one')
    await main.getByText('That is not your password').first().waitFor()
    await change(person.password, 'another long one', 'another one')
    await main.getByText('The two are not the same').waitFor()
    await change(person.password, 'short')
    await main.getByText('At least 8 characters', { exact: true }).waitFor()
    await change(person.password, 'another long one')
    await main.getByText('The password was changed').waitFor()
    await visitor.context.clearCookies()
    await visitor.open('/login')
    await enterAs(visitor.page, { name: person.name, password: 'another long one' }, english)
    await visitor.page.waitForURL(`${stage.url}/`)
  })

  test('sessions: each is named, and can be ended', async () => {
    await using entered = await enter('/settings')
    const { visitor, person } = entered
    const main = visitor.page.getByRole('main')
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1'
    const { name, password } = person
    for (let at = 0; at < 2; at++) {
      await call(stage, 'POST /api/session', {
        body: { name, password },
        headers: { 'user-agent': userAgent },
      })
    }
    await visitor.open('/settings/sessions')
    await main.getByText('This one', { exact: true }).waitFor()
    const ends = main.getByRole('button', { name: 'Sign out: Safari on iPhone' })
    expect(await ends.count()).toBe(2)
    await ends.first().click()
    await main.getByText('Signed out there').waitFor()
    expect(await ends.count()).toBe(1)
    await main.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await expect.poll(() => ends.count()).toBe(0)
    await visitor.open('/settings/sessions')
    await main.getByText('This one', { exact: true }).waitFor()
  })

  test('keys: told once, listed, revoked', async () => {
    await using entered = await enter('/settings/keys')
    const { visitor } = entered
    const main = visitor.page.getByRole('main')
    await main.getByLabel('What is it for?').fill('PicGo')
    await main.getByRole('button', { name: 'Make a key' }).click()
    const key = await main.getByRole('textbox', { name: 'This is your new key' }).inputValue()
    expect(key).toMatch(/^tint[A-Za-z0-9]{28}$/)
    expect((await call(stage, 'GET /api/account/none', { key })).status).not.toBe(401)
    await visitor.open('/settings/keys')
    expect(await main.getByText(key).count()).toBe(0)
    expect(await main.getByRole('link', { name: 'Choose a tool' }).isVisible()).toBe(true)
    await main.getByLabel('Revoke: PicGo').click()
    await main.getByText('Programs that use “PicGo” can no longer upload.').waitFor()
    await main.getByRole('button', { name: 'Revoke', exact: true }).last().click()
    await main.getByText('The key opens nothing any more').waitFor()
    expect((await call(stage, 'GET /api/site', { key })).status).toBe(401)
  })

  test('uploads: what was chosen elsewhere stays when something else is saved', async () => {
    await using entered = await enter('/settings')
    const { visitor, person } = entered
    const upload = { expiresIn: 300_000, maxWidth: 1111, visibility: 'private' }
    const preferences = { copyAs: 'full.markdown', upload }
    await call(stage, 'PATCH /api/account', { key: person.key, body: { preferences } })
    await visitor.open('/settings/uploads')
    const main = visitor.page.getByRole('main')
    await main.getByRole('switch', { name: /Copy links/ }).check()
    await main.getByRole('button', { name: 'Save' }).click()
    await main.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
    expect((await meOf(person)).preferences).toMatchObject({ ...preferences, autoCopy: true })
  })

  test('uploads and looks: kept with the account', async () => {
    await using entered = await enter('/settings')
    const { visitor, person } = entered
    const main = visitor.page.getByRole('main')
    const album = await makeAlbum(stage, person, { name: 'Alps' })
    await visitor.open('/settings/uploads')
    await main.getByLabel('Visibility').selectOption('link')
    await main.getByLabel('Album').selectOption(album.id)
    await main.getByLabel('Widest picture').selectOption('1280')
    await main.getByRole('switch', { name: /Copy links/ }).check()
    await main.getByLabel('Copied as').selectOption('direct.markdown')
    await main.getByLabel('Name 1').fill('Org')
    await main.getByLabel('Text 1').fill('[[{{url}}]]')
    await main.getByRole('button', { name: 'Save' }).click()
    await main.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
    await visitor.open('/settings/appearance')
    await main.getByLabel('Theme').selectOption('dark')
    await main.getByLabel('Language').selectOption('zh-CN')
    await main.getByLabel('Height of rows').selectOption('320')
    await main.getByRole('button', { name: 'Save' }).click()
    await visitor.page.locator('html[lang="zh-CN"].dark').waitFor()
    expect((await meOf(person)).preferences).toMatchObject({
      upload: { visibility: 'link', albumId: album.id, maxWidth: 1280 },
      autoCopy: true,
      copyAs: 'direct.markdown',
      templates: [{ name: 'Org', text: '[[{{url}}]]' }],
      theme: 'dark',
      locale: 'zh-CN',
      rowHeight: 320,
    })
  })

  test('account: a taken name is refused; it is deleted with its password only', async () => {
    await using entered = await enter('/settings/account')
    const { visitor, person } = entered
    const main = visitor.page.getByRole('main')
    const other = await stage.person()
    await main.getByLabel('Name', { exact: true }).fill(other.name)
    await main.getByRole('button', { name: 'Save' }).click()
    await main.getByText('This name is taken').waitFor()
    await main.getByText('I want to delete my account').click()
    await main.getByLabel('Your password, to confirm').fill('wrong')
    await main.getByRole('button', { name: 'Delete my account' }).click()
    await main.getByText('That is not your password').first().waitFor()
    await main.getByLabel('Your password, to confirm').fill(person.password)
    await main.getByRole('button', { name: 'Delete my account' }).click()
    await visitor.page.waitForURL(`${stage.url}/`)
    expect(
      (await call(stage, 'POST /api/session', { body: { name: person.name, password: person.password } }))
        .status,
    ).toBe(401)
  })
})

test('a picture is cut to a square and becomes the avatar', async () => {
  await using stage = await openStage()
  await using browser = await openBrowser()
  await using visitor = await browser.visitor({ url: stage.url })
  const person = await stage.person()
  await signIn(stage, visitor, person)
  await visitor.open('/settings/profile')
  const main = visitor.page.getByRole('main')
  const buffer = await landscape(1, 900, 500)
  await main.getByLabel('Choose a picture').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer })
  const picture = main.locator('img')
  await picture.waitFor()
  const shape =
    'const { naturalWidth, naturalHeight } = document.querySelector("main img"); naturalWidth / naturalHeight'
  await expect.poll(() => visitor.page.evaluate(`{ ${shape} }`)).toBe(1)
  const { body } = await call<{ me: Me }>(stage, 'GET /api/site', { key: person.key })
  expect(body.me.avatar).toBe(await picture.getAttribute('src'))
  await main.getByRole('button', { name: 'Remove' }).click()
  await expect.poll(() => picture.count()).toBe(0)
})
