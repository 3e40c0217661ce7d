import { describe, expect, test } from 'vitest'
import type { MediaDetails } from '../../src/dialects/native/wire-media.ts'
import type { Remote, RemoteList, RemoteTrial } from '../../src/dialects/native/wire-remotes.ts'
import { distinctPng } from '../distinct.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { call, type Refused, sendMedia } from './native-client.ts'
import { type Mirror, openMirror, simple } from './remote-host.ts'

const key = 'a-key-of-many-characters'

/** A stage that may reach a host on loopback, with somebody who has a remote there. */
async function openScene(database: (typeof databases)[number], host: Mirror, more: object = {}) {
  const stage = await openStage({ database, environment: { URL_ALLOW: new URL(host.url).host } })
  const ann = await stage.person()
  const made = await call<Remote>(stage, 'POST /api/remotes', {
    key: ann.key,
    body: { name: 'Second home', description: simple(host.url, key), mirror: 'all', ...more },
  })
  expect(made.status).toBe(201)
  return { stage, ann, remote: made.body }
}

const show = async (stage: Stage, id: string, who?: string) =>
  (await call<MediaDetails>(stage, `GET /api/media/${id}`, who === undefined ? {} : { key: who })).body

let number = 0
async function send(stage: Stage, who: string, fields: Record<string, string> = {}) {
  const bytes = distinctPng(++number, stage.url)
  const answer = await sendMedia(stage, { key: who, bytes, fields })
  expect(answer.status).toBe(201)
  return { ...answer.body, bytes }
}

describe.each(databases)('remotes, on %s', (database) => {
  test('secrets are kept encrypted and come back masked only', async () => {
    await using host = await openMirror()
    const { stage, ann, remote } = await openScene(database, host)
    await using _stage = stage
    expect(remote).toMatchObject({
      name: 'Second home',
      mirror: 'all',
      host: new URL(host.url).host,
      description: { headers: { Authorization: '••••ters' }, urlPath: 'data.url' },
      copies: { waiting: 0, sent: 0, failed: 0 },
    })
    const rows = await stage.app.db.selectFrom('remotes').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(key)
    const list = await call<RemoteList>(stage, 'GET /api/remotes', { key: ann.key })
    expect(JSON.stringify(list.body)).not.toContain(key)
    expect(list.body.presets.map(({ id }) => id)).toContain('s.ee')
    expect(stage.log.join()).not.toContain(key)
  })

  test('what comes back masked stays, for the same host alone', async () => {
    await using host = await openMirror()
    const { stage, ann, remote } = await openScene(database, host)
    await using _stage = stage
    const path = `/api/remotes/${remote.id}` as const
    const kept = await call<Remote>(stage, `PATCH ${path}`, {
      key: ann.key,
      body: { name: 'Other', description: { ...remote.description, prefix: '' }, mirror: 'none' },
    })
    expect(kept.body).toMatchObject({ name: 'Other', mirror: 'none' })
    const trial = await call<RemoteTrial>(stage, 'POST /api/remotes/try', {
      key: ann.key,
      body: { id: remote.id, description: kept.body.description },
    })
    expect(trial.body.problem).toBeUndefined()
    expect(host.heard[0]?.headers.authorization).toBe(key)
    const thief = await call<Refused>(stage, 'POST /api/remotes/try', {
      key: ann.key,
      body: { id: remote.id, description: { ...kept.body.description, url: 'https://thief.example/' } },
    })
    expect(thief).toMatchObject({ status: 400, body: { error: { field: 'headers' } } })
    const deletePrefix = 'https://t.example/?key=the-secret&id='
    const prefixed = await call<Remote>(stage, `PATCH ${path}`, {
      key: ann.key,
      body: { description: { url: `${host.url}/upload`, fileField: 'f', deletePrefix } },
    })
    expect(prefixed.body.description?.deletePrefix).toBe('https://t.example/?key=••••&id=')
    const moved = await call<Refused>(stage, 'POST /api/remotes/try', {
      key: ann.key,
      body: { id: remote.id, description: { ...prefixed.body.description, url: 'https://thief.example/' } },
    })
    expect(moved).toMatchObject({ status: 400, body: { error: { field: 'deletePrefix' } } })
  })

  test('nobody else sees, changes or uses a remote', async () => {
    await using host = await openMirror()
    const { stage, remote } = await openScene(database, host)
    await using _stage = stage
    const other = await stage.person()
    const lines = [
      'GET /api/remotes/ID',
      'PATCH /api/remotes/ID',
      'DELETE /api/remotes/ID',
      'GET /api/remotes/ID/copies',
      'POST /api/remotes/ID/copies',
      'POST /api/remotes/ID/retry',
      'POST /api/remotes/ID/import',
      'DELETE /api/remotes/ID/import',
    ] as const
    for (const line of lines) {
      const path = line.replace('ID', remote.id) as `GET /api/${string}`
      const body = line.startsWith('GET') ? {} : { body: {} }
      expect(await call(stage, path, { key: other.key, ...body }), line).toMatchObject({ status: 404 })
      expect(await call(stage, path, body), line).toMatchObject({ status: 401 })
    }
    const trial = await call(stage, 'POST /api/remotes/try', {
      key: other.key,
      body: { id: remote.id, description: remote.description },
    })
    expect(trial.status).toBe(404)
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 'second HOME' }, 'name'],
    [{ description: { url: 'https://t.example/', fileField: 'f', urlPath: 'a[0]' } }, 'urlPath'],
    [{ description: { url: 'https://t.example/' } }, 'fileField'],
    [{ preset: 'chevereto', description: undefined, values: { address: 'https://t.example' } }, 'key'],
    [{ mirror: 'albums', albums: ['nobody'] }, 'albums'],
  ])('a wrong one is refused by its field: %j', async (wrong, field) => {
    await using host = await openMirror()
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    const body = { name: 'New', description: simple(host.url, key), ...wrong }
    const refused = await call<Refused>(stage, 'POST /api/remotes', { key: ann.key, body })
    expect(refused).toMatchObject({ status: 400, body: { error: { field } } })
  })

  test('an upload goes to the remote, byte for byte; its copy is shown, and deleted with it', async () => {
    await using host = await openMirror()
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    const media = await send(stage, ann.key)
    expect((await show(stage, media.id, ann.key)).copies).toMatchObject([
      { state: 'waiting', remote: 'Second home' },
    ])
    expect((await show(stage, media.id)).copies).toBeUndefined()
    await stage.drain()
    const [copy] = [...host.files.values()]
    const stored = Buffer.from(await (await fetch(media.file.url)).arrayBuffer())
    expect(copy?.equals(stored)).toBe(true)
    const own = await show(stage, media.id, ann.key)
    expect(own.copies).toEqual([
      { host: new URL(host.url).host, remote: 'Second home', state: 'sent', url: own.copies?.[0]?.url },
    ])
    expect((await show(stage, media.id)).copies).toEqual([
      { host: new URL(host.url).host, state: 'sent', url: own.copies?.[0]?.url },
    ])
    await call(stage, `DELETE /api/media/${media.id}?forever=1`, { key: ann.key })
    await stage.drain()
    expect(host.files.size).toBe(0)
  })

  test('a host that is down is asked again, later and later, until it takes the file', async () => {
    await using host = await openMirror()
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    host.fail = { status: 503, body: { message: 'We are moving' } }
    const media = await send(stage, ann.key)
    await stage.drain()
    const waiting = (await show(stage, media.id, ann.key)).copies?.[0]
    expect(waiting).toMatchObject({
      state: 'waiting',
      problem: { message: expect.stringContaining('We are moving') },
    })
    await stage.drain()
    expect(host.heard).toHaveLength(1)
    stage.clock.offset += 61_000
    await stage.drain()
    expect(host.heard).toHaveLength(2)
    stage.clock.offset += 61_000
    await stage.drain()
    expect(host.heard).toHaveLength(2)
    host.fail = undefined
    stage.clock.offset += 300_000
    await stage.drain()
    expect((await show(stage, media.id, ann.key)).copies?.[0]).toMatchObject({ state: 'sent' })
  })

  test('a copy that fails for days has failed; a mended description sends it', async () => {
    await using host = await openMirror()
    const { stage, ann, remote } = await openScene(database, host)
    await using _stage = stage
    host.fail = { status: 200, body: { data: { link: 'https://t.example/1.png' } } }
    const media = await send(stage, ann.key)
    for (let day = 0; day < 14; day++) {
      await stage.drain()
      stage.clock.offset += 86_400_000
    }
    const problem = { field: 'urlPath', message: expect.stringContaining('It has: link') }
    expect((await show(stage, media.id, ann.key)).copies?.[0]).toMatchObject({ state: 'failed', problem })
    const failed = await call(stage, `GET /api/remotes/${remote.id}/copies`, { key: ann.key })
    expect(failed.body).toMatchObject({ items: [{ media: { id: media.id }, state: 'failed', problem }] })
    await call(stage, `PATCH /api/remotes/${remote.id}`, {
      key: ann.key,
      body: { description: { ...remote.description, urlPath: 'data.link' } },
    })
    await stage.drain()
    expect((await show(stage, media.id, ann.key)).copies?.[0]).toMatchObject({ state: 'sent' })
  })

  test('only what lies in the chosen albums goes, private media only when wished', async () => {
    await using host = await openMirror()
    const { stage, ann, remote } = await openScene(database, host)
    await using _stage = stage
    const album = await call<{ id: string }>(stage, 'POST /api/albums', { key: ann.key, body: { name: 'A' } })
    const path = `PATCH /api/remotes/${remote.id}` as const
    await call(stage, path, { key: ann.key, body: { mirror: 'albums', albums: [album.body.id] } })
    await send(stage, ann.key)
    await send(stage, ann.key, { albumId: album.body.id })
    await send(stage, ann.key, { albumId: album.body.id, visibility: 'private' })
    await stage.drain()
    expect(host.files.size).toBe(1)
    await call(stage, path, { key: ann.key, body: { mirror: 'all', withPrivate: true } })
    const queued = await call(stage, `POST /api/remotes/${remote.id}/copies`, { key: ann.key })
    expect(queued).toMatchObject({ status: 202, body: { count: 2 } })
    await stage.drain()
    expect(host.files.size).toBe(3)
    const again = await call(stage, `POST /api/remotes/${remote.id}/copies`, { key: ann.key })
    expect(again.body).toEqual({ count: 0 })
  })

  test('a media that becomes private is taken away from where private ones do not go', async () => {
    await using host = await openMirror()
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    const media = await send(stage, ann.key)
    await stage.drain()
    expect(host.files.size).toBe(1)
    await call(stage, `PATCH /api/media/${media.id}`, { key: ann.key, body: { visibility: 'private' } })
    await stage.drain()
    expect(host.files.size).toBe(0)
    expect((await show(stage, media.id, ann.key)).copies).toBeUndefined()
  })

  test('copies stay where their owner wants so, also when the remote is forgotten', async () => {
    await using host = await openMirror()
    const { stage, ann, remote } = await openScene(database, host, { deleteCopies: false, showCopies: false })
    await using _stage = stage
    const media = await send(stage, ann.key)
    await stage.drain()
    expect((await show(stage, media.id)).copies).toBeUndefined()
    await call(stage, `DELETE /api/media/${media.id}?forever=1`, { key: ann.key })
    await call(stage, `DELETE /api/remotes/${remote.id}`, { key: ann.key })
    await stage.drain()
    expect(host.files.size).toBe(1)
  })

  test('addresses of private networks are refused, by name of the field, before anybody is asked', async () => {
    await using host = await openMirror()
    await using stage = await openStage({ database })
    const ann = await stage.person()
    const trial = await call<RemoteTrial>(stage, 'POST /api/remotes/try', {
      key: ann.key,
      body: { description: simple(host.url, key) },
    })
    expect(trial.body.problem).toMatchObject({ field: 'url', message: expect.stringContaining('URL_ALLOW') })
    expect(host.heard).toHaveLength(0)
  })
})
