import { describe, expect, test } from 'vitest'
import { setUpUrl } from '../../src/core/set-up.ts'
import { readSettings, writeSetting } from '../../src/core/settings.ts'
import { sweep } from '../../src/core/sweep.ts'
import type { Me, Site } from '../../src/dialects/native/wire-people.ts'
import { databases, openStage } from '../stage.ts'
import { type Browser, openBrowser, type Refused } from './browser.ts'
import { stageForAll } from './smms-client.ts'

const day = 86_400_000

const siteOf = async (browser: Browser) => (await browser.call<Site>('/api/site')).body

describe.each(databases)('the site and signing in, on %s', (database) => {
  const stage = stageForAll(database)

  test('a guest is told what guests may, a member what members may', async () => {
    const ann = await stage.person({ name: 'limited' })
    const browser = openBrowser(stage)
    const guest = await siteOf(browser)
    expect(guest).toMatchObject({ name: 'Tintype', base: '', setUp: false, signUp: false, categories: [] })
    expect(guest.limits).toMatchObject({
      mayUpload: true,
      mayUploadUrls: false,
      maxFileBytes: 5_000_000,
      memberMaxFileBytes: 100_000_000,
      defaultExpiry: 30 * day,
      maxExpiry: 30 * day,
    })
    expect(guest).not.toHaveProperty('me')
    expect(guest).not.toHaveProperty('version')
    await browser.signIn(ann)
    const member = await siteOf(browser)
    expect(member.me).toMatchObject({ name: 'limited', role: 'user', group: 'Members', page: '/u/limited' })
    expect(member.limits).toMatchObject({ mayUploadUrls: true, maxFileBytes: 100_000_000 })
    expect(member.limits).not.toHaveProperty('defaultExpiry')
    expect(member.limits).not.toHaveProperty('memberMaxFileBytes')
  })

  test('kinds that are switched off are not offered, closed doors are told', async () => {
    await using own = await openStage({ database })
    const labels = async () => (await siteOf(openBrowser(own))).limits.kinds.map(({ label }) => label)
    expect(await labels()).toContain('MP4')
    await writeSetting(own.app, 'disabled-kinds', 'mp4')
    await writeSetting(own.app, 'guest-doors', 'smms')
    await writeSetting(own.app, 'announcement', 'Closed on Monday')
    const site = await siteOf(openBrowser(own))
    expect(await labels()).not.toContain('MP4')
    expect(site).toMatchObject({ announcement: 'Closed on Monday', limits: { mayUpload: false } })
    expect(site).not.toHaveProperty('terms')
  })

  test('only administrators are told the version', async () => {
    const browser = openBrowser(stage)
    await browser.signIn(await stage.person({ role: 'admin', name: 'boss' }))
    expect((await siteOf(browser)).version).toMatch(/^\d+\.\d+\.\d+/)
  })

  test('signing in by name or address sets a cookie that scripts and other sites do not get', async () => {
    const ann = await stage.person({ name: 'Zoe' })
    const browser = openBrowser(stage)
    const shortly = await browser.signIn({ name: 'zOE', password: ann.password })
    expect(shortly).toMatchObject({ status: 200, body: { name: 'Zoe', email: 'Zoe@example.com' } })
    expect(shortly.cookies).toEqual([
      expect.stringMatching(/^tintype_session=[A-Za-z0-9]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    const first = browser.jar.get('tintype_session')
    const long = await browser.call('/api/session', {
      method: 'POST',
      json: { name: ann.user.email, password: ann.password, remember: true },
    })
    expect(long.cookies[0]).toMatch(/; Max-Age=\d{8}; HttpOnly; SameSite=Lax$/)
    expect(browser.jar.get('tintype_session')).not.toBe(first)
    const { body } = await browser.call<{ items: unknown[] }>('/api/sessions')
    expect(body.items, 'the session before has ended').toHaveLength(1)
    expect(JSON.stringify(await siteOf(browser))).not.toMatch(/argon|password_hash/)
  })

  test('on https the cookie is for https', async () => {
    await using own = await openStage({
      database,
      environment: { BASE_URL: 'https://pics.example.com/photos' },
    })
    const { cookies } = await openBrowser(own).signIn(await own.person())
    expect(cookies[0]).toMatch(/; Path=\/photos\/; HttpOnly; SameSite=Lax; Secure$/)
    expect(await siteOf(openBrowser(own))).toMatchObject({
      base: '/photos',
      url: 'https://pics.example.com/photos',
    })
  })

  test('a session ends when the browser signs out, or was not used for its time', async () => {
    await using own = await openStage({ database })
    const ann = await own.person()
    const [left, forgotten, remembered] = [openBrowser(own), openBrowser(own), openBrowser(own)]
    const { name, password } = ann
    await left.signIn(ann)
    await forgotten.signIn(ann)
    await remembered.call('/api/session', { method: 'POST', json: { name, password, remember: true } })
    const token = left.jar.get('tintype_session') ?? ''
    const out = await left.call('/api/session', { method: 'DELETE' })
    expect(out.cookies[0]).toContain('tintype_session=; Path=/; Max-Age=0')
    left.jar.set('tintype_session', token)
    expect(await siteOf(left)).not.toHaveProperty('me')
    for (let n = 0; n < 3; n++) {
      own.clock.offset += day / 2
      expect(await siteOf(forgotten), 'being used makes it last').toHaveProperty('me')
    }
    own.clock.offset += day
    expect(await siteOf(forgotten)).not.toHaveProperty('me')
    own.clock.offset += 50 * day
    expect(await siteOf(remembered)).toHaveProperty('me')
    own.clock.offset += 61 * day
    expect(await siteOf(remembered)).not.toHaveProperty('me')
    await sweep(own.app, { minAge: 0 })
    expect(await own.app.db.selectFrom('sessions').select('id').execute()).toEqual([])
  })

  test('pages of other sites sign nobody in, up or out', async () => {
    const ann = await stage.person()
    const browser = openBrowser(stage)
    await browser.signIn(ann)
    const json = { name: ann.name, password: ann.password, email: 'x@example.com', token: 'x' }
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
    ]) {
      for (const [method, path] of [
        ['POST', '/api/session'],
        ['DELETE', '/api/session'],
        ['POST', '/api/account'],
        ['POST', '/api/setup'],
        ['POST', '/api/history'],
        ['DELETE', '/api/history'],
      ] as const) {
        const told = await browser.call<Refused>(path, { method, json, headers })
        expect(told, `${method} ${path}`).toMatchObject({
          status: 403,
          body: { error: { code: 'forbidden' } },
        })
        expect(told.cookies).toEqual([])
      }
      const changed = await browser.call<Refused>('/api/account', {
        method: 'PATCH',
        json: { bio: 'x' },
        headers,
      })
      expect(changed).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
    }
    expect((await siteOf(browser)).me).not.toHaveProperty('bio')
  })

  test('wrong passwords are all alike, and after ten nobody is let in for a while', async () => {
    await using own = await openStage({ database })
    const ann = await own.person()
    const browser = openBrowser(own)
    const guess = (name: string, password: string) =>
      browser.call<Refused>('/api/session', { method: 'POST', json: { name, password } })
    const [wrong, nobody] = [await guess(ann.name, 'wrong'), await guess('nobody', 'wrong')]
    expect(wrong).toMatchObject({ status: 401, body: { error: { code: 'bad-credentials' } } })
    expect(nobody.body.error).toEqual(wrong.body.error)
    for (let n = 0; n < 8; n++) await guess(ann.name, 'wrong')
    const flood = await guess(ann.name, ann.password)
    expect(flood).toMatchObject({ status: 429, body: { error: { code: 'flood' } } })
    expect(flood.body.error.retryAfter).toBeGreaterThan(0)
    own.clock.offset += 15 * 60_000
    expect(await guess(ann.name, ann.password)).toMatchObject({ status: 200 })
  })

  test('what is no JSON, too long or holds a NUL is refused in words', async () => {
    const browser = openBrowser(stage)
    const bodies = ['{', 'null', '[]', '{"name":1}', '{"name":"\\u0000","password":"x"}', '\xff']
    for (const json of bodies) {
      const told = await browser.call<Refused>('/api/session', { method: 'POST', json })
      expect(told, json).toMatchObject({ status: 400, body: { error: { code: 'bad-input' } } })
    }
    const json = { name: 'x'.repeat(600_000), password: 'x' }
    const large = await browser.call<Refused>('/api/session', { method: 'POST', json })
    expect(large).toMatchObject({ status: 413, body: { error: { code: 'too-large' } } })
    const nul = await browser.call<Refused>('/api/users/a%00b')
    expect(nul).toMatchObject({ status: 400, body: { error: { code: 'bad-input' } } })
  })
})

describe.each(databases)('signing up and setting up, on %s', (database) => {
  const ann = { name: 'ann', email: 'ann@example.com', password: 'correct horse' }

  test('nobody signs up where the site does not say so', async () => {
    await using own = await openStage({ database })
    const told = await openBrowser(own).call('/api/account', { method: 'POST', json: ann })
    expect(told).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  })

  test('an account is made, signed in, and has the name alone', async () => {
    await using own = await openStage({ database })
    await writeSetting(own.app, 'sign-up', 'yes')
    const browser = openBrowser(own)
    const join = (json: object) => openBrowser(own).call<Refused>('/api/account', { method: 'POST', json })
    const made = await browser.call<Me>('/api/account', { method: 'POST', json: { ...ann, role: 'admin' } })
    expect(made).toMatchObject({ status: 201, body: { name: 'ann', role: 'user' } })
    expect((await siteOf(browser)).me).toMatchObject({ name: 'ann', role: 'user' })
    const wrong: [object, string][] = [
      [{ ...ann, name: 'ANN', email: 'b@example.com' }, 'name'],
      [{ ...ann, name: 'bob', email: 'ANN@example.com' }, 'email'],
      [{ ...ann, name: 'bob', email: 'no address' }, 'email'],
      [{ ...ann, name: 'b o b', email: 'b@example.com' }, 'name'],
      [{ ...ann, name: 'bob', email: 'b@example.com', password: 'short' }, 'password'],
    ]
    for (const [json, field] of wrong) {
      expect((await join(json)).body.error, field).toMatchObject({ code: 'bad-input', field })
    }
    for (let n = 0; n < 20; n++) await join({ ...ann, password: 'short' })
    expect((await join({ ...ann, name: 'bob', email: 'b@example.com' })).body.error.code).toBe('flood')
  })

  test('whoever has the printed address makes the first account, once', async () => {
    await using own = await openStage({ database })
    const token = new URL(setUpUrl(own.app)).searchParams.get('token') ?? ''
    expect(token).toMatch(/^[A-Za-z0-9]{22}$/)
    expect(await siteOf(openBrowser(own))).toMatchObject({ setUp: true })
    const begin = (browser: Browser, json: object) =>
      browser.call<Refused>('/api/setup', { method: 'POST', json: { ...ann, token, ...json } })
    const wrong = await begin(openBrowser(own), { token: 'wrong' })
    expect(wrong.body.error).toMatchObject({ code: 'bad-credentials', field: 'token' })
    const unknown = await begin(openBrowser(own), { locale: 'xx' })
    expect(unknown.body.error).toMatchObject({ code: 'bad-input', field: 'locale' })
    const browser = openBrowser(own)
    const chosen = { siteName: 'Ours', locale: 'zh-CN', signUp: true, private: true, guests: false }
    expect(await begin(browser, chosen)).toMatchObject({ status: 201, body: { name: 'ann', role: 'admin' } })
    expect(await siteOf(browser)).toMatchObject({ setUp: false, name: 'Ours', me: { role: 'admin' } })
    expect(await readSettings(own.app)).toMatchObject({
      'site-name': 'Ours',
      locale: 'zh-CN',
      'sign-up': true,
      'site-private': true,
      'guest-doors': [],
    })
    const late = await begin(openBrowser(own), { name: 'bob', email: 'bob@example.com' })
    expect(late).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  })

  test('of several who set up at once, one does', async () => {
    await using own = await openStage({ database })
    const token = new URL(setUpUrl(own.app)).searchParams.get('token') ?? ''
    const told = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        openBrowser(own).call('/api/setup', {
          method: 'POST',
          json: { token, name: `name${n}`, email: `n${n}@example.com`, password: 'correct horse' },
        }),
      ),
    )
    expect(told.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403])
    expect(await own.app.db.selectFrom('users').select('role').execute()).toEqual([{ role: 'admin' }])
  })

  test('the token cannot be guessed at for long', async () => {
    await using own = await openStage({ database })
    const guess = () =>
      openBrowser(own).call('/api/setup', { method: 'POST', json: { ...ann, token: 'wrong' } })
    for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(401)
    expect((await guess()).status).toBe(429)
  })
})
