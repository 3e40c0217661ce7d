import { describe, expect, test } from 'vitest'
import { writeSetting } from '../../src/core/settings.ts'
import type { Me, Profile } from '../../src/dialects/native/wire-people.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { type } from '../typed.ts'
import { type Browser, openBrowser, type Refused, type Say } from './browser.ts'
import { stageForAll } from './smms-client.ts'

type KeyList = { items: { id: string; label: string; kind: string; lastUsedAt?: number }[] }
type SessionList = { items: { id: string; current: boolean; userAgent: string; address: string }[] }

async function signedIn(
  stage: Stage,
  options?: Parameters<Stage['person']>[0],
): Promise<Person & { browser: Browser }> {
  const [person, browser] = [await stage.person(options), openBrowser(stage)]
  await browser.signIn(person)
  return { ...person, browser }
}

const isSignedIn = async (browser: Browser) =>
  'me' in (await browser.call<Record<string, unknown>>('/api/site')).body

describe.each(databases)('an account, on %s', (database) => {
  const stage = stageForAll(database)

  test('says what its owner wants it to', async () => {
    const { browser } = await signedIn(stage)
    const change = (json: object) => browser.call<Me>('/api/account', { method: 'PATCH', json })
    const texts = { displayName: 'Ann B.', bio: '<b>"hi"</b>', website: 'https://ann.example/' }
    expect((await change({ ...texts, name: 'renamed', email: 'new@example.com' })).body).toMatchObject({
      ...texts,
      name: 'renamed',
      email: 'new@example.com',
      page: '/u/renamed',
    })
    await change({ preferences: { theme: 'dark', upload: { nsfw: true, maxWidth: 800 } } })
    const { body } = await change({ bio: null, preferences: { shortcuts: false, upload: { nsfw: false } } })
    expect(body).not.toHaveProperty('bio')
    expect(body.preferences).toEqual({ theme: 'dark', shortcuts: false, upload: { nsfw: false } })
  })

  test('keeps no characters that nobody sees, nor such as turn the text around it', async () => {
    const { browser } = await signedIn(stage)
    const json = { displayName: ' Ann\u0007\u202e\u2066\tB.\u200f ', bio: 'One\u0008\u001b[31m\r\n\ttwo ' }
    const { body } = await browser.call<Me>('/api/account', { method: 'PATCH', json })
    expect([body.displayName, body.bio]).toEqual(['Ann B.', 'One[31m\n\ttwo'])
    const emptied = await browser.call<Me>('/api/account', {
      method: 'PATCH',
      json: { displayName: '\u202e' },
    })
    expect(emptied.body).not.toHaveProperty('displayName')
  })

  test('refuses what is wrong, naming it', async () => {
    const [{ browser }, other] = [await signedIn(stage), await signedIn(stage)]
    const theirs = await other.browser.send(1)
    const own = await browser.send(2, { visibility: 'private' })
    const wrong: [object, string][] = [
      [{ website: 'javascript:alert(1)' }, 'website'],
      [{ website: 'ann' }, 'website'],
      [{ name: other.name }, 'name'],
      [{ email: other.user.email }, 'email'],
      [{ avatarId: theirs }, 'avatarId'],
      [{ avatarId: own }, 'avatarId'],
      [{ avatarId: 'nothing' }, 'avatarId'],
      [{ displayName: 'x'.repeat(61) }, 'displayName'],
      [{ preferences: { theme: 'pink' } }, 'preferences.theme'],
    ]
    for (const [json, field] of wrong) {
      const { status, body } = await browser.call<Refused>('/api/account', { method: 'PATCH', json })
      expect({ status, field: body.error.field }).toEqual({ status: 400, field })
    }
  })

  test('has one of its pictures for a face, for as long as others may see it', async () => {
    const { browser, name } = await signedIn(stage)
    const avatarId = await browser.send(3)
    const { body } = await browser.call<Me>('/api/account', { method: 'PATCH', json: { avatarId } })
    expect(body.avatar).toMatch(/^http.*\/images\/.*\.th\.png$/)
    expect((await fetch(body.avatar ?? '')).status).toBe(200)
    const owner = await openBrowser(stage).call<{ owner: object }>(`/api/media/${avatarId}`)
    expect(owner.body.owner).toEqual({ name, page: `/u/${name}`, avatar: body.avatar })
    for (const change of [{ visibility: 'private' }, { visibility: 'link', trashed_at: 1 }]) {
      await stage.app.db.updateTable('media').set(change).where('id', '=', avatarId).execute()
      expect((await browser.call<{ me: Me }>('/api/site')).body.me).not.toHaveProperty('avatar')
    }
  })

  test('gets another password from whoever knows the one before; other browsers are signed out', async () => {
    await using own = await openStage({ database })
    const { browser, name, password, key } = await signedIn(own)
    const other = openBrowser(own)
    await other.signIn({ name, password })
    const change = (json: object) => browser.call<Refused>('/api/account/password', { method: 'POST', json })
    const wrong = await change({ current: 'wrong', next: 'another horse' })
    expect(wrong).toMatchObject({
      status: 401,
      body: { error: { code: 'bad-credentials', field: 'current' } },
    })
    const short = await change({ current: password, next: 'short' })
    expect(short.body.error).toMatchObject({ code: 'bad-input', field: 'next' })
    expect(await isSignedIn(other)).toBe(true)
    expect(await change({ current: password, next: 'another horse' })).toMatchObject({ status: 204 })
    expect([await isSignedIn(browser), await isSignedIn(other)]).toEqual([true, false])
    expect((await other.signIn({ name, password })).status).toBe(401)
    expect((await other.signIn({ name, password: 'another horse' })).status).toBe(200)
    expect((await browser.call('/api/media?scope=mine', { headers: { 'x-api-key': key } })).status).toBe(200)
    for (let n = 0; n < 10; n++) await change({ current: 'wrong', next: 'another horse' })
    expect((await change({ current: 'another horse', next: 'a third horse' })).status).toBe(429)
  })

  test('is signed out everywhere by the command that gives it another password', async () => {
    const { browser, name } = await signedIn(stage)
    const environment = { DATA_DIR: stage.folder, DATABASE_URL: stage.app.config.databaseUrl }
    const typed = await type(['user', 'passwd', name, '--password-stdin'], {
      environment,
      input: 'another horse',
    })
    expect(typed).toMatchObject({ code: 0 })
    expect(await isSignedIn(browser)).toBe(false)
    expect((await browser.signIn({ name, password: 'another horse' })).status).toBe(200)
  })

  test('goes with everything in it, at once; the only administrator stays', async () => {
    await using own = await openStage({ database })
    const boss = await signedIn(own, { role: 'admin' })
    const { browser, name, password, user, key } = await signedIn(own)
    const id = await browser.send(4)
    const remove = (from: Browser, word: string) =>
      from.call<Refused>('/api/account', { method: 'DELETE', json: { password: word } })
    expect((await remove(browser, 'wrong')).body.error).toMatchObject({ field: 'password' })
    expect((await remove(boss.browser, boss.password)).body.error.code).toBe('forbidden')
    const gone = await remove(browser, password)
    expect(gone).toMatchObject({ status: 204, cookies: [expect.stringContaining('Max-Age=0')] })
    expect((await browser.signIn({ name, password })).status).toBe(401)
    const byKey = await browser.call<Refused>('/api/site', { headers: { 'x-api-key': key } })
    expect(byKey.body.error.code).toBe('key-invalid')
    await own.person({ name })
    await own.drain()
    expect((await browser.call(`/api/media/${id}`)).status).toBe(410)
    const rows = await own.app.db.selectFrom('users').select('id').where('id', '=', user.id).execute()
    expect(rows).toEqual([])
    expect(await isSignedIn(boss.browser)).toBe(true)
  })

  test('knows where it is signed in and ends that, its own alone', async () => {
    const { browser, name, password } = await signedIn(stage)
    const [second, third, stranger] = [openBrowser(stage), openBrowser(stage), await signedIn(stage)]
    const headers = { 'user-agent': 'A telephone' }
    await second.call('/api/session', { method: 'POST', json: { name, password }, headers })
    await third.signIn({ name, password })
    const sessions = async () => (await browser.call<SessionList>('/api/sessions')).body.items
    const listed = await sessions()
    expect(listed.map(({ current }) => current).sort()).toEqual([false, false, true])
    const phone = listed.find(({ userAgent }) => userAgent === 'A telephone')
    expect(phone).toMatchObject({ current: false, address: '127.0.0.1' })
    expect(JSON.stringify(listed)).not.toContain(browser.jar.get('tintype_session'))
    const end = (from: Browser, id = '') => from.call(`/api/sessions${id && `/${id}`}`, { method: 'DELETE' })
    expect((await end(stranger.browser, phone?.id)).status).toBe(404)
    expect((await end(browser, phone?.id)).status).toBe(204)
    expect([await isSignedIn(second), await isSignedIn(third)]).toEqual([false, true])
    await end(browser)
    expect([await isSignedIn(browser), await isSignedIn(third)]).toEqual([true, false])
    expect(await isSignedIn(stranger.browser)).toBe(true)
  })
})

describe.each(databases)('keys, on %s', (database) => {
  const stage = stageForAll(database)

  test('are made, told once, used, and ended', async () => {
    const { browser } = await signedIn(stage)
    const made = await browser.call<{ id: string; key: string }>('/api/keys', {
      method: 'POST',
      json: { label: ' laptop ' },
    })
    expect(made).toMatchObject({ status: 201, body: { label: 'laptop', kind: 'key' } })
    const { id, key } = made.body
    expect(key).toMatch(/^tint[A-Za-z0-9]{28}$/)
    const ask = () =>
      openBrowser(stage).call('/api/media?scope=mine', { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    const { body } = await browser.call<KeyList>('/api/keys')
    expect(body.items.map(({ label }) => label)).toEqual(['tests', 'laptop'])
    expect(body.items[1]?.lastUsedAt).toBeGreaterThan(0)
    expect(JSON.stringify(body)).not.toContain(key)
    const stranger = await signedIn(stage)
    expect((await stranger.browser.call(`/api/keys/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await browser.call('/api/keys/laptop', { method: 'DELETE' })).status).toBe(404)
    expect((await browser.call(`/api/keys/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask()).status).toBe(401)
    expect((await browser.call('/api/keys', { method: 'POST', json: { label: ' ' } })).status).toBe(400)
  })

  test('cannot make themselves more than they are', async () => {
    const { key, password, browser } = await signedIn(stage, { role: 'admin' })
    const [session] = (await browser.call<SessionList>('/api/sessions')).body.items
    const calls: [string, Say][] = [
      ['/api/keys', {}],
      ['/api/keys', { method: 'POST', json: { label: 'more' } }],
      ['/api/keys/x', { method: 'DELETE' }],
      ['/api/sessions', {}],
      ['/api/sessions', { method: 'DELETE' }],
      [`/api/sessions/${session?.id}`, { method: 'DELETE' }],
      ['/api/account/password', { method: 'POST', json: { current: password, next: 'another horse' } }],
      ['/api/account', { method: 'DELETE', json: { password } }],
      ['/api/account', { method: 'PATCH', json: { email: 'mine@example.com' } }],
      ['/api/history/claim', { method: 'POST' }],
    ]
    for (const [path, say] of calls) {
      // With the cookie too: a key goes before it.
      const told = await browser.call<Refused>(path, { ...say, headers: { 'x-api-key': key } })
      expect(told, path).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
      const guest = await openBrowser(stage).call<Refused>(path, say)
      expect(guest, path).toMatchObject({ status: 401, body: { error: { code: 'key-missing' } } })
    }
    expect(await isSignedIn(browser)).toBe(true)
  })
})

describe.each(databases)('profiles, on %s', (database) => {
  test('count what everybody may see, and are hidden when their owner says so', async () => {
    await using own = await openStage({ database })
    const ann = await signedIn(own, { name: 'Ann-Sophie.Muller' })
    const [bob, boss] = [await signedIn(own), await signedIn(own, { role: 'admin' })]
    for (const [n, visibility] of ['public', 'public', 'link', 'private'].entries()) {
      await ann.browser.send(n, { visibility })
    }
    const show = (browser: Browser, name = 'ann-sophie.muller') =>
      browser.call<Profile & Refused>(`/api/users/${name}`)
    const shown = await show(openBrowser(own))
    expect(shown.body).toMatchObject({ name: ann.name, media: 2, albums: 0, mine: false, hidden: false })
    expect(JSON.stringify(shown.body)).not.toContain('@')
    expect((await show(ann.browser)).body.mine).toBe(true)
    expect((await show(bob.browser, encodeURIComponent(ann.user.email))).status).toBe(404)
    await ann.browser.call('/api/account', { method: 'PATCH', json: { hidden: true } })
    const statuses = [openBrowser(own), bob.browser, ann.browser, boss.browser].map(async (browser) => {
      return (await show(browser)).status
    })
    expect(await Promise.all(statuses)).toEqual([404, 404, 200, 200])
  })

  test('are for members of a private site, and for nobody where there are no lists', async () => {
    await using own = await openStage({ database })
    const [ann, bob] = [await signedIn(own), await signedIn(own)]
    const show = async (browser: Browser) =>
      (await browser.call<Partial<Refused>>(`/api/users/${ann.name}`)).body.error?.code ?? 'shown'
    const all = () => Promise.all([openBrowser(own), bob.browser, ann.browser].map(show))
    await writeSetting(own.app, 'site-private', 'yes')
    expect(await all()).toEqual(['key-missing', 'shown', 'shown'])
    await writeSetting(own.app, 'site-private', 'no')
    await writeSetting(own.app, 'explore', 'no')
    expect(await all()).toEqual(['not-found', 'not-found', 'shown'])
  })
})
