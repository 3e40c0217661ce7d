import { describe, expect, test } from 'vitest'
import type { MediaDetails, MediaList } from '../../src/dialects/native/wire-media.ts'
import type { Remote, RemoteImport } from '../../src/dialects/native/wire-remotes.ts'
import { distinctPng } from '../distinct.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { call, type Refused, sendMedia } from './native-client.ts'
import { type Mirror, openMirror, simple } from './remote-host.ts'

let number = 0

/** Somebody who has pictures at a host, and told us of it. */
async function openScene(database: (typeof databases)[number], host: Mirror, more: object = {}) {
  const stage = await openStage({ database, environment: { URL_ALLOW: new URL(host.url).host } })
  for (let count = 0; count < 5; count++) host.files.set(`${count}.png`, distinctPng(++number, 'elsewhere'))
  const ann = await stage.person()
  const made = await call<Remote>(stage, 'POST /api/remotes', {
    key: ann.key,
    body: { name: 'old', description: { ...simple(host.url, 'KEY'), ...more } },
  })
  return { stage, ann, path: `/api/remotes/${made.body.id}` as const }
}

async function bring(stage: Stage, ann: Person, path: `/api/${string}`, body: object = {}) {
  const begun = await call<RemoteImport>(stage, `POST ${path}/import`, { key: ann.key, body })
  expect(begun.status).toBe(202)
  await stage.drain()
  return (await call<Remote>(stage, `GET ${path}`, { key: ann.key })).body.import
}

const mine = async (stage: Stage, ann: Person) =>
  (await call<MediaList>(stage, 'GET /api/media?scope=mine', { key: ann.key })).body.items

describe.each(databases)('bringing everything over, on %s', (database) => {
  test('all pages come, with their names, and no double when it is done again', async () => {
    await using host = await openMirror()
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    expect(await bring(stage, ann, path)).toMatchObject({ state: 'done', brought: 5, had: 0, failed: 0 })
    const items = await mine(stage, ann)
    expect(items.map(({ filename }) => filename).sort()).toEqual([
      'my 0.png',
      'my 1.png',
      'my 2.png',
      'my 3.png',
      'my 4.png',
    ])
    expect(host.heard[0]?.headers.authorization).toBe('KEY')
    const asked = host.heard.filter((heard) => heard.path.startsWith('/f/')).length
    host.files.set('new.png', distinctPng(++number, 'elsewhere'))
    expect(await bring(stage, ann, path)).toMatchObject({ state: 'done', brought: 1, had: 5 })
    expect(host.heard.filter((heard) => heard.path.startsWith('/f/'))).toHaveLength(asked + 1)
    expect(await mine(stage, ann)).toHaveLength(6)
    expect(await stage.leftBehind()).toEqual([])
  })

  test('what was uploaded here before is no double either; its copy there is known now', async () => {
    await using host = await openMirror()
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    const bytes = host.files.get('0.png') ?? Buffer.alloc(0)
    const here = await sendMedia(stage, { key: ann.key, bytes })
    expect(await bring(stage, ann, path)).toMatchObject({ brought: 4, had: 1 })
    const shown = await call<MediaDetails>(stage, `GET /api/media/${here.body.id}`, { key: ann.key })
    expect(shown.body.copies).toMatchObject([{ remote: 'old', state: 'sent', url: `${host.url}/f/0.png` }])
  })

  test('nothing is sent back to where it came from, but to other remotes', async () => {
    await using host = await openMirror()
    await using other = await openMirror()
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    const app = { ...stage.app, config: { ...stage.app.config } }
    expect(app.config.urlAllow).toEqual([new URL(host.url).host])
    await call(stage, `PATCH ${path}`, { key: ann.key, body: { mirror: 'all' } })
    const made = await call<Remote>(stage, 'POST /api/remotes', {
      key: ann.key,
      body: { name: 'other', description: simple(other.url, 'KEY'), mirror: 'all' },
    })
    await bring(stage, ann, path)
    expect(host.files.size).toBe(5)
    const { body } = await call<Remote>(stage, `GET /api/remotes/${made.body.id}`, { key: ann.key })
    expect(body.copies).toEqual({ waiting: 5, sent: 0, failed: 0 })
  })

  test('what cannot be brought over is told with its address; the rest comes, into the album', async () => {
    await using host = await openMirror()
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    host.files.set('1.png', Buffer.from('no picture'))
    const album = await call<{ id: string }>(stage, 'POST /api/albums', { key: ann.key, body: { name: 'A' } })
    const done = await bring(stage, ann, path, { albumId: album.body.id })
    expect(done).toMatchObject({ state: 'done', brought: 4, failed: 1 })
    expect(done?.failures).toMatchObject([{ url: `${host.url}/f/1.png` }])
    expect((await mine(stage, ann)).map((each) => each.album?.name)).toEqual(['A', 'A', 'A', 'A'])
    const wrong = await call<Refused>(stage, `POST ${path}/import`, { key: ann.key, body: { albumId: 'x' } })
    expect(wrong.body.error.code).toBe('bad-album')
  })

  test.each([
    [{ list: undefined }, 400, 'is missing'],
    [{ list: { url: 'PAGE/list', itemsPath: 'items' } }, 202, 'It has: data'],
    [{ list: { url: 'PAGE/list', urlPath: 'link' } }, 202, 'has no "link"'],
    [{ list: { url: 'PAGE/nothing' } }, 202, '404'],
  ])('a wrong list is told by its name: %j', async (more, status, message) => {
    await using host = await openMirror()
    const usual = simple(host.url, 'KEY').list
    const list = more.list && { ...usual, ...more.list, url: more.list.url.replace('PAGE', host.url) }
    const { stage, ann, path } = await openScene(database, host, { list })
    await using _stage = stage
    const begun = await call<Refused>(stage, `POST ${path}/import`, { key: ann.key, body: {} })
    expect(begun.status).toBe(status)
    await stage.drain()
    const { body } = await call<Remote>(stage, `GET ${path}`, { key: ann.key })
    const problem = status === 202 ? body.import?.problem : begun.body.error
    expect(problem).toMatchObject({ field: 'list', message: expect.stringContaining(message) })
    expect(body.import?.state).toBe(status === 202 ? 'failed' : undefined)
  })

  test('a host that is down is asked again, and given up after hours', async () => {
    await using host = await openMirror()
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    host.down = true
    const problem = { field: 'list', message: 'The host answered 503. It said: Back soon' }
    expect(await bring(stage, ann, path)).toMatchObject({ state: 'running', problem })
    host.down = false
    stage.clock.offset += 3_600_000
    await stage.drain()
    const state = async () => (await call<Remote>(stage, `GET ${path}`, { key: ann.key })).body.import
    expect(await state()).toMatchObject({ state: 'done', brought: 5 })
    host.down = true
    await bring(stage, ann, path)
    for (let hour = 0; hour < 8; hour++) {
      stage.clock.offset += 3_600_000
      await stage.drain()
    }
    expect(await state()).toMatchObject({ state: 'failed', problem })
  })

  test('it stops when it is stopped, and when the account is full', async () => {
    await using host = await openMirror()
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    await call(stage, `POST ${path}/import`, { key: ann.key, body: {} })
    await call(stage, `DELETE ${path}/import`, { key: ann.key })
    await stage.drain()
    expect(await mine(stage, ann)).toHaveLength(0)
    await stage.app.db.updateTable('groups').set({ quota_bytes: 1 }).where('id', '=', 'members').execute()
    expect(await bring(stage, ann, path)).toMatchObject({
      state: 'failed',
      brought: 0,
      problem: { message: 'No space left on your account' },
    })
  })
})

describe.each(databases)('an account at another Tintype, on %s', (database) => {
  test('comes over by the ready description, mirrors there, and is repeated without doubles', async () => {
    await using there = await openStage({ database })
    await using here = await openStage({ database, environment: { URL_ALLOW: new URL(there.url).host } })
    const [old, ann] = [await there.person(), await here.person()]
    const sent = [1, 2, 3].map((each) => distinctPng(each, there.url))
    for (const bytes of sent) await sendMedia(there, { key: old.key, bytes })
    const made = await call<Remote>(here, 'POST /api/remotes', {
      key: ann.key,
      body: { name: 'old', preset: 'tintype', values: { address: there.url, key: old.key }, mirror: 'all' },
    })
    expect(made.body).toMatchObject({ preset: 'tintype', listable: true })
    const path = `/api/remotes/${made.body.id}` as const
    expect(await bring(here, ann, path)).toMatchObject({ state: 'done', brought: 3, pages: 1 })
    expect(await bring(here, ann, path)).toMatchObject({ state: 'done', brought: 0, had: 3 })
    const media = await sendMedia(here, { key: ann.key, bytes: distinctPng(4, here.url) })
    await here.drain()
    expect(await mine(there, old)).toHaveLength(4)
    await call(here, `DELETE /api/media/${media.body.id}?forever=1`, { key: ann.key })
    await here.drain()
    expect(await mine(there, old)).toHaveLength(3)
  })
})
