import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startWorker } from '../../src/core/worker.ts'
import type { Remote, RemoteImport } from '../../src/dialects/native/wire-remotes.ts'
import { drip, type Host, json, openHost } from '../../src/remotes/host.suite.ts'
import { distinctPng } from '../distinct.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { call, sendMedia } from './native-client.ts'
import { openMirror, simple } from './remote-host.ts'

async function openScene(database: (typeof databases)[number], host: Host, list: object = {}) {
  const stage = await openStage({ database, environment: { URL_ALLOW: new URL(host.url).host } })
  const ann = await stage.person()
  const usual = simple(host.url, 'KEY')
  const made = await call<Remote>(stage, 'POST /api/remotes', {
    key: ann.key,
    body: {
      ...{ name: 'Second home', mirror: 'all' },
      description: { ...usual, list: { ...usual.list, ...list } },
    },
  })
  return { stage, ann, path: `/api/remotes/${made.body.id}` as const }
}

const begin = (stage: Stage, ann: Person, path: `/api/${string}`) =>
  call<RemoteImport>(stage, `POST ${path}/import`, { key: ann.key, body: {} })

async function bring(stage: Stage, ann: Person, path: `/api/${string}`) {
  await begin(stage, ann, path)
  await stage.drain()
  return (await call<Remote>(stage, `GET ${path}`, { key: ann.key })).body.import
}

let number = 0
const send = (stage: Stage, who: string) =>
  sendMedia(stage, { key: who, bytes: distinctPng(++number, stage.url) })

describe.each(databases)('what waits for a host ends, on %s', (database) => {
  test('a server that stops leaves a copy under way, uncounted, and sends it at the next start', async () => {
    await using host = await openMirror()
    const { stage, ann } = await openScene(database, host)
    await using _stage = stage
    const gate = Promise.withResolvers<void>()
    host.gate = gate.promise
    await send(stage, ann.key)
    const worker = startWorker(stage.app)
    while (host.files.size === 0) await setImmediate()
    await worker[Symbol.asyncDispose]()
    const jobs = await stage.app.db.selectFrom('jobs').selectAll().where('kind', '=', 'mirror').execute()
    expect(jobs).toMatchObject([{ attempts: 0, lease_until: null, error: null }])
    const copies = () => stage.app.db.selectFrom('copies').selectAll().execute()
    expect(await copies()).toMatchObject([{ state: 'waiting', attempts: 0, problem: null }])
    gate.resolve()
    await stage.drain()
    expect(await copies()).toMatchObject([{ state: 'sent' }])
  })

  test('nor does it wait for a list or a deletion', async () => {
    await using host = await openHost((heard, response) => {
      const at = `http://${heard.headers.host}`
      if (heard.method !== 'POST') return drip(heard, response)
      return json({ data: { url: `${at}/1.png`, delete: `${at}/delete/1` } })(heard, response)
    })
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    const media = await send(stage, ann.key)
    await stage.drain()
    for (const what of ['bring-over', 'remove-copy']) {
      if (what === 'bring-over') await begin(stage, ann, path)
      else await call(stage, `DELETE /api/media/${media.body.id}?forever=1`, { key: ann.key })
      const heard = host.heard.length
      const worker = startWorker(stage.app)
      while (host.heard.length === heard) await setImmediate()
      await worker[Symbol.asyncDispose]()
      const jobs = await stage.app.db.selectFrom('jobs').selectAll().where('kind', '=', what).execute()
      expect(jobs).toMatchObject([{ attempts: 0, lease_until: null, error: null }])
      await stage.app.db.deleteFrom('jobs').where('kind', '=', what).execute()
    }
    const shown = await call<Remote>(stage, `GET ${path}`, { key: ann.key })
    expect(shown.body.import).toMatchObject({ state: 'running' })
    expect(shown.body.import?.problem).toBeUndefined()
  })

  test('a host that answers the same for every page has one', async () => {
    await using host = await openMirror()
    for (const name of ['1.png', '2.png', '3.png']) host.files.set(name, distinctPng(++number, 'elsewhere'))
    const list = { url: `${host.url}/list?page=1`, pageField: 'number' }
    const { stage, ann, path } = await openScene(database, host, list)
    await using _stage = stage
    expect(await bring(stage, ann, path)).toMatchObject({ state: 'done', brought: 2, had: 0, failed: 0 })
    expect(host.heard.filter((heard) => heard.path.startsWith('/list'))).toHaveLength(2)
  })

  test('a copy of ours is known again however the list writes its address', async () => {
    await using host = await openHost((heard, response) => {
      const at = `http://${heard.headers.host}`
      if (heard.method === 'POST') return json({ data: { url: `${at}/f/图1.png` } })(heard, response)
      return json({ data: [{ url: `${at}/f/../f/图1.png` }], TotalPages: 1 })(heard, response)
    })
    const { stage, ann, path } = await openScene(database, host)
    await using _stage = stage
    await send(stage, ann.key)
    await stage.drain()
    expect(await bring(stage, ann, path)).toMatchObject({ state: 'done', brought: 0, had: 1, failed: 0 })
    expect(host.heard.filter((heard) => heard.path.startsWith('/f/'))).toEqual([])
  })
})
