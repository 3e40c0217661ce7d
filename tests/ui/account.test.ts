import { beforeAll, describe, expect, test } from 'vitest'
import { endSessions } from '../../src/core/sessions.ts'
import { saveSettings } from '../../src/core/settings.ts'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { openBrowser } from './browser.ts'
import { signIn } from './library-scene.ts'
import { chinese, english, enterAs } from './people-scene.ts'

describe('accounts', () => {
  const stage = fixture(openStage)
  const browser = fixture(openBrowser)
  beforeAll(async () => {
    await saveSettings(stage.app.db, { 'sign-up': true, terms: 'Be kind.' })
  })
  const anna = fixture(() => stage.person({ name: 'anna' }))

  test.each([
    ['en-GB', true, english, 'Name or password is wrong'],
    ['zh-CN', false, chinese, '用户名或密码错误'],
  ] as const)(
    'signing in leads back to where one came from: %s, scripts %s',
    async (locale, scripts, labels, wrong) => {
      await using visitor = await browser.visitor({ locale, scripts, url: stage.url })
      const { page } = visitor
      await visitor.open('/my?sort=oldest')
      expect(new URL(page.url()).pathname).toBe('/login')
      await enterAs(page, { name: 'anna', password: 'not this one' }, labels)
      const alert = page.getByRole('alert')
      await alert.waitFor()
      expect(await alert.innerText()).toContain(wrong)
      expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert')
      expect(await page.getByLabel(labels.name).inputValue()).toBe('anna')
      await enterAs(page, anna, labels)
      await page.waitForURL(`${stage.url}/my?sort=oldest`)
      await visitor.open('/login?next=//elsewhere.example')
      expect(page.url()).toBe(`${stage.url}/`)
      await visitor.open('/settings')
      await page
        .getByRole('main')
        .getByRole('button', { name: scripts ? 'Sign out' : '退出登录' })
        .click()
      await page.waitForURL(`${stage.url}/`)
      await page.getByRole('banner').getByRole('link', { name: labels.button }).waitFor()
    },
  )

  test('after ten wrong passwords one is told to wait, and for how long', async () => {
    // An address that guesses is kept waiting whoever it says it is.
    await using own = await openStage()
    await own.person({ name: 'careless' })
    await using visitor = await browser.visitor({ scripts: false, url: own.url })
    await visitor.open('/login')
    for (let at = 0; at < 11; at++) {
      await enterAs(visitor.page, { name: 'careless', password: `guess ${at}` }, english)
    }
    expect(await visitor.page.getByRole('alert').innerText()).toMatch(/Try again in 1[45] minutes/)
  })

  test.each([true, false])('signing up says what is wrong by field, scripts: %s', async (scripts) => {
    await using visitor = await browser.visitor({ scripts, url: stage.url })
    const { page } = visitor
    const name = `newcomer${scripts}`
    await visitor.open('/signup?next=/settings/keys')
    const main = page.getByRole('main')
    const fill = async (values: { name: string; email: string; password: string }) => {
      await main.getByLabel('Name', { exact: true }).fill(values.name)
      await main.getByLabel('E-mail address').fill(values.email)
      await main.getByLabel('Password', { exact: true }).fill(values.password)
      await main.getByRole('checkbox').check()
      await main.getByRole('button', { name: 'Sign up' }).click()
      if (values.name !== name || values.password.length < 8) await page.getByRole('alert').waitFor()
    }
    await fill({ name: 'ANNA', email: `${name}@example.com`, password: 'correct horse battery' })
    await main.getByText('This name is taken').waitFor()
    const field = main.getByLabel('Name', { exact: true })
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.inputValue()).toBe('ANNA')
    expect(await main.getByLabel('E-mail address').inputValue()).toBe(`${name}@example.com`)
    await fill({ name, email: 'Anna@Example.com', password: 'correct horse battery' }).then(() =>
      main.getByText('There is an account with this address').waitFor(),
    )
    await fill({ name, email: `${name}@example.com`, password: 'short' })
    await main.getByText('At least 8 characters', { exact: true }).waitFor()
    if (scripts) {
      await main.getByLabel('Password', { exact: true }).fill('correct horse battery')
      await main.getByText('Strength: very good').waitFor()
    }
    await fill({ name, email: `${name}@example.com`, password: 'correct horse battery' })
    await page.waitForURL(`${stage.url}/settings/keys`)
    await visitor.open('/signup')
    expect(page.url()).toBe(`${stage.url}/`)
  })

  test('who is signed out meanwhile is told so, signs in, and goes on', async () => {
    const ben = await stage.person({ name: 'ben' })
    await using visitor = await browser.visitor({ scripts: false, url: stage.url })
    const { page } = visitor
    await signIn(stage, visitor, ben)
    await visitor.open('/settings/profile')
    await endSessions(stage.app.db, ben.user.id, undefined)
    await page.getByLabel('Name shown').fill('Benjamin')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your session has ended').waitFor()
    await enterAs(page, ben, english)
    await page.waitForURL(`${stage.url}/settings/profile`)
  })

  test('lists of a private site ask to sign in', async () => {
    await using stack = new AsyncDisposableStack()
    const own = stack.use(await openStage())
    await own.person()
    await saveSettings(own.app.db, { 'site-private': true })
    await using visitor = await browser.visitor({ scripts: false, url: own.url })
    for (const path of ['/explore', '/search?q=a', '/my', '/my/albums', '/settings', '/u/person1/albums']) {
      await visitor.open(path)
      const url = new URL(visitor.page.url())
      expect([url.pathname, url.searchParams.get('next')]).toEqual(['/login', path])
    }
    await visitor.page.getByText('This site is for people with an account.').waitFor()
    expect((await visitor.page.goto(`${own.url}/signup`))?.status()).toBe(403)
  })
})
