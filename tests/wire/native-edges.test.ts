import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import type { Site } from '../../src/dialects/native/wire-people.ts'
import { databases, openStage } from '../stage.ts'
import { openBrowser } from './browser.ts'
import { call, type Refused, sendMedia } from './native-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'
import { visit } from './web-visitor.ts'

describe.each(databases)('edges of the API, on %s', (database) => {
  const stage = stageForAll(database)

  test.each(['from=0001-01-01', 'until=9999-12-31', 'from=9999-12-31&until=0000-01-01'])(
    'a day that no calendar tells is refused: %s',
    async (query) => {
      for (const path of [`/api/media?${query}`, `/api/media/shapes?${query}`]) {
        const answer = await call<Refused>(stage, `GET ${path}` as 'GET /api/')
        expect([answer.status, answer.body.error.code]).toEqual([400, 'bad-input'])
      }
    },
  )

  test('an expiry in the far future is refused, and the page lives on', async () => {
    const { key } = await stage.person()
    const { body } = await sendMedia(stage, {
      bytes: await newPicture(),
      key,
      fields: { visibility: 'public' },
    })
    const change = await call<Refused>(stage, `PATCH /api/media/${body.id}`, {
      key,
      body: { expiresAt: Number.MAX_SAFE_INTEGER },
    })
    expect([change.status, change.body.error.code]).toEqual([400, 'bad-expiration'])
    expect((await visit(stage, new URL(body.page, stage.url).pathname)).status).toBe(200)
  })

  test('a NUL within a filter is refused', async () => {
    const { key } = await stage.person()
    const { body } = await sendMedia(stage, { bytes: await newPicture(), key })
    const answer = await call<Refused>(stage, `GET /api/media/${body.id}/around?in=tag%3D%2500`, { key })
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad-input'])
  })

  test('a proxy that asks for a password is none of the keys that open us', async () => {
    const basic = `Basic ${Buffer.from('proxy:secret').toString('base64')}`
    expect((await call(stage, 'GET /api/site', { key: basic })).status).toBe(200)
    const { key } = await stage.person()
    expect((await call(stage, 'GET /api/media?scope=mine', { key: `Basic ${key}` })).status).toBe(200)
    expect((await call(stage, 'GET /api/site', { key: 'Basic nothing' })).status).toBe(401)
  })

  test('two pages change different preferences at once, and both stay', async () => {
    const { key } = await stage.person()
    const slow = request(`${stage.url}/api/account`, {
      method: 'PATCH',
      headers: { authorization: key, 'content-type': 'application/json', expect: '100-continue' },
    })
    slow.flushHeaders()
    await new Promise((resolve) => slow.once('continue', resolve))
    const change = { preferences: { rowHeight: 333 } }
    expect((await call(stage, 'PATCH /api/account', { key, body: change })).status).toBe(200)
    const told = new Promise<string>((resolve) => slow.once('response', (answer) => resolve(text(answer))))
    slow.end(JSON.stringify({ preferences: { theme: 'dark' } }))
    await told
    const { body } = await call<Site>(stage, 'GET /api/site', { key })
    expect(body.me?.preferences).toMatchObject({ rowHeight: 333, theme: 'dark' })
  })

  test('the same bytes from two browsers behind one address are two pictures', async () => {
    const bytes = await newPicture()
    const [one, two] = [await sendMedia(stage, { bytes }), await sendMedia<Media & Refused>(stage, { bytes })]
    expect([one.status, two.status]).toEqual([201, 201])
    expect(two.body.id).not.toBe(one.body.id)
  })

  test('what a browser began as a guest, it ends signed in', async () => {
    const person = await stage.person()
    const browser = openBrowser(stage)
    await browser.send(1)
    const bytes = await newPicture()
    const tus = { 'tus-resumable': '1.0.0' }
    const begun = await browser.call('/api/uploads', {
      method: 'POST',
      headers: { ...tus, 'upload-length': String(bytes.length) },
    })
    const path = String(begun.headers.location)
    expect(begun.status).toBe(201)
    await browser.signIn(person)
    expect((await browser.call(path)).status).toBe(200)
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const last = await fetch(stage.url + path, {
      method: 'PATCH',
      headers: { ...tus, cookie, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: new Uint8Array(bytes),
    })
    expect(last.status).toBe(200)
    const { id } = (await last.json()) as Media
    expect((await call<Media>(stage, `GET /api/media/${id}`, { key: person.key })).body.mine).toBe(true)
  })

  test('an account has fifty keys at most', async () => {
    const browser = openBrowser(stage)
    await browser.signIn(await stage.person())
    const make = (label: string) => browser.call<Refused>('/api/keys', { method: 'POST', json: { label } })
    // It began with one.
    for (let count = 1; count < 50; count++) expect((await make(`key ${count}`)).status).toBe(201)
    expect((await make('one more')).body.error.code).toBe('bad-input')
  })

  test('whoever guesses the password of an account shuts nobody out of it', async () => {
    await using own = await openStage({ database, environment: { TRUST_PROXY: '127.0.0.1' } })
    const person = await own.person()
    const ask = async (address: string, password: string) => {
      const headers = { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address }
      const body = { name: person.name, password }
      return (await call(own, 'POST /api/session', { body, headers })).status
    }
    for (let count = 0; count < 10; count++) expect(await ask('203.0.113.1', 'wrong')).toBe(401)
    expect(await ask('203.0.113.1', person.password)).toBe(429)
    expect(await ask('203.0.113.2', person.password)).toBe(200)
    // From a hundred places it is told all the same.
    for (let count = 0; count < 90; count++) await ask(`198.51.100.${count}`, 'wrong')
    expect(await ask('203.0.113.3', person.password)).toBe(429)
  })

  test('a search may be gone through both ways, but not begun without end by guests', async () => {
    await using own = await openStage({ database })
    const { key } = await own.person()
    const fields = { visibility: 'public', title: 'a gate' }
    for (let count = 0; count < 5; count++) await sendMedia(own, { bytes: await newPicture(), key, fields })
    type List = { items: Media[]; next?: string; previous?: string; total: number }
    const list = async (cursor = '') =>
      (await call<List>(own, `GET /api/media?q=gate&limit=2${cursor}`, { key })).body
    const first = await list()
    expect([first.items.length, first.previous, first.total]).toEqual([2, undefined, 5])
    const second = await list(`&after=${first.next}`)
    const third = await list(`&after=${second.next}`)
    expect([second.items.length, third.items.length, third.next]).toEqual([2, 1, undefined])
    expect((await list(`&before=${second.previous}`)).items).toEqual(first.items)
    const around = await call<{ position?: number; total?: number; next?: Media }>(
      own,
      `GET /api/media/${first.items[0]?.id}/around?in=q%3Dgate`,
    )
    expect([around.body.next?.id, around.body.position]).toEqual([first.items[1]?.id, undefined])
    const asked = await Promise.all(Array.from({ length: 125 }, () => call(own, 'GET /api/media?q=gate')))
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200, 429]))
    expect((await call(own, 'GET /api/media?q=gate', { key })).status).toBe(200)
  })
})
