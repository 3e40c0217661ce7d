import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { MediaDetails } from '../../src/dialects/native/wire-media.ts'
import type { Remote } from '../../src/dialects/native/wire-remotes.ts'
import { type Host, json, openHost } from '../../src/remotes/host.suite.ts'
import { distinctPng } from '../distinct.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { call, sendMedia } from './native-client.ts'
import { openMirror, simple } from './remote-host.ts'

const key = 'SUPER-secret-of-many-characters'

async function openScene(database: (typeof databases)[number], host: Host, more: object = {}) {
  const stage = await openStage({ database, environment: { URL_ALLOW: new URL(host.url).host } })
  const ann = await stage.person()
  const description = { ...simple(host.url, key), ...more }
  const made = await call<Remote>(stage, 'POST /api/remotes', {
    key: ann.key,
    body: { name: 'Second home', description, mirror: 'all' },
  })
  expect(made.status).toBe(201)
  return { stage, ann, remote: made.body }
}

let number = 0
const send = async (stage: Stage, who: string) =>
  (await sendMedia(stage, { key: who, bytes: distinctPng(++number, stage.url) })).body

describe.each(databases)('remotes are safe, on %s', (database) => {
  test('a host that says a key again puts it nowhere', async () => {
    await using host = await openHost((heard, response) => {
      const told = `${heard.path} ${heard.headers.authorization}`
      if (heard.method === 'POST')
        return json({}, 301, { location: `https://e.example${heard.path}` })(heard, response)
      if (heard.path.startsWith('/list')) return json({ message: told }, 403)(heard, response)
      return json({ message: told }, 500)(heard, response)
    })
    const url = `${host.url}/upload?key=${key}`
    const list = { ...simple(host.url, key).list, url: `${host.url}/list?key=${key}` }
    const { stage, ann, remote } = await openScene(database, host, { url, list })
    await using _stage = stage
    const media = await send(stage, ann.key)
    await stage.drain()
    const body = new FormData()
    body.append('file', new Blob([new Uint8Array(distinctPng(++number, 'relay'))]), 'a.png')
    const relayed = await fetch(`${stage.url}/api/remotes/${remote.id}/files`, {
      ...{ method: 'POST', headers: { authorization: ann.key }, body },
    })
    const answers = [await relayed.text()]
    await call(stage, `POST /api/remotes/${remote.id}/import`, { key: ann.key, body: {} })
    await stage.drain()
    const shown = await call<MediaDetails>(stage, `GET /api/media/${media.id}`, { key: ann.key })
    expect(shown.body.copies?.[0]?.problem?.message).toContain('leads on to')
    answers.push(JSON.stringify(shown.body))
    answers.push(JSON.stringify((await call(stage, `GET /api/remotes/${remote.id}`, { key: ann.key })).body))
    for (const table of ['copies', 'imports', 'jobs', 'remotes'] as const)
      answers.push(JSON.stringify(await stage.app.db.selectFrom(table).selectAll().execute()))
    expect(answers.join()).not.toContain('SUPER')
    expect(stage.log.join()).not.toContain('SUPER')
  })

  test('a deletion that fails puts neither key nor address into jobs and log', async () => {
    await using host = await openHost((heard, response) => {
      const at = `http://${heard.headers.host}`
      const told = { message: `${heard.headers.authorization} ${at}${heard.path}` }
      const taken = { data: { url: `${at}/1.png`, delete: `${at}/delete/hash-of-deletion` } }
      return heard.method === 'POST' ? json(taken)(heard, response) : json(told, 500)(heard, response)
    })
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    const media = await send(stage, ann.key)
    await stage.drain()
    await call(stage, `DELETE /api/media/${media.id}?forever=1`, { key: ann.key })
    await stage.drain()
    const jobs = await stage.app.db.selectFrom('jobs').selectAll().where('kind', '=', 'remove-copy').execute()
    expect(jobs).toMatchObject([{ error: expect.stringContaining('The host answered 500') }])
    const all = JSON.stringify(jobs) + stage.log.join()
    expect(all).not.toContain('SUPER')
    expect(all).not.toContain('hash-of-deletion')
  })

  test.each(['private', 'deleted'])(
    'what becomes %s while it is sent is taken away again',
    async (becomes) => {
      await using host = await openMirror()
      const { stage, ann } = await openScene(database, host)
      await using _stage = stage
      const gate = Promise.withResolvers<void>()
      host.gate = gate.promise
      const media = await send(stage, ann.key)
      const drained = stage.drain()
      while (host.files.size === 0) await setImmediate()
      if (becomes === 'private')
        await call(stage, `PATCH /api/media/${media.id}`, { key: ann.key, body: { visibility: 'private' } })
      else await call(stage, `DELETE /api/media/${media.id}?forever=1`, { key: ann.key })
      gate.resolve()
      await drained
      await stage.drain()
      expect(host.files.size).toBe(0)
      expect(await stage.app.db.selectFrom('copies').selectAll().execute()).toEqual([])
    },
  )

  test('a remote that is forgotten while something is sent keeps it', async () => {
    await using host = await openMirror()
    const { stage, ann, remote } = await openScene(database, host)
    await using _stage = stage
    const gate = Promise.withResolvers<void>()
    host.gate = gate.promise
    await send(stage, ann.key)
    const drained = stage.drain()
    while (host.files.size === 0) await setImmediate()
    await call(stage, `DELETE /api/remotes/${remote.id}`, { key: ann.key })
    gate.resolve()
    await drained
    await stage.drain()
    expect(host.files.size).toBe(1)
  })

  test('what the host had before is not deleted there', async () => {
    await using host = await openHost((heard, response) => {
      const at = `http://${heard.headers.host}`
      json({ success: false, images: `${at}/theirs.png`, data: { delete: `${at}/delete/theirs` } })(
        heard,
        response,
      )
    })
    const { stage, ann } = await openScene(database, host, { repeatPath: 'images' })
    await using _stage = stage
    const media = await send(stage, ann.key)
    await stage.drain()
    await call(stage, `DELETE /api/media/${media.id}?forever=1`, { key: ann.key })
    await stage.drain()
    expect(host.heard.map(({ method }) => method)).toEqual(['POST'])
  })

  test('one copy of two media goes with the last of them', async () => {
    await using host = await openHost((heard, response) => {
      const at = `http://${heard.headers.host}`
      json({ data: { url: `${at}/same.png`, delete: `${at}/delete/same` } })(heard, response)
    })
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    const [one, other, third] = [
      await send(stage, ann.key),
      await send(stage, ann.key),
      await send(stage, ann.key),
    ]
    await stage.drain()
    await stage.app.db
      .updateTable('copies')
      .set({ sealed_delete: null })
      .where('media_id', '!=', one.id)
      .execute()
    const deletions = () => host.heard.filter(({ method }) => method === 'GET').length
    await call(stage, `DELETE /api/media/${one.id}?forever=1`, { key: ann.key })
    await stage.drain()
    expect(deletions()).toBe(0)
    const heir = await stage.app.db
      .selectFrom('copies')
      .select('media_id')
      .where('sealed_delete', 'is not', null)
      .executeTakeFirstOrThrow()
    await call(stage, `PATCH /api/media/${heir.media_id}`, { key: ann.key, body: { visibility: 'private' } })
    await stage.drain()
    expect(deletions()).toBe(0)
    const last = heir.media_id === other.id ? third : other
    await call(stage, `DELETE /api/media/${last.id}?forever=1`, { key: ann.key })
    await stage.drain()
    expect(deletions()).toBe(1)
  })
})
