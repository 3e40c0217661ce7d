import { describe, expect, test } from 'vitest'
import type { Media, MediaDetails, MediaList } from '../../src/dialects/native/wire-media.ts'
import type { Remote, RemoteTrial } from '../../src/dialects/native/wire-remotes.ts'
import { distinctPng } from '../distinct.ts'
import { type DatabaseName, databases, openStage, type Stage } from '../stage.ts'
import { call, sendMedia } from './native-client.ts'

type Fields = Record<string, string>

/** Two sites: what ann uploads here goes to the account of an older one there. */
async function openScene(database: DatabaseName, told?: (there: Stage, key: string) => object) {
  await using stack = new AsyncDisposableStack()
  const there = stack.use(await openStage({ database }))
  const { host } = new URL(there.url)
  const here = stack.use(await openStage({ database, environment: { URL_ALLOW: host } }))
  const [old, ann] = [await there.person(), await here.person()]
  const usual = { preset: 'tintype', values: { address: there.url, key: old.key } }
  const body = { name: 'old', mirror: 'all', withPrivate: true, ...(told?.(there, old.key) ?? usual) }
  const made = await call<Remote>(here, 'POST /api/remotes', { key: ann.key, body })
  expect(made.status).toBe(201)
  const owned = stack.move()
  let number = 0
  return {
    ...{ here, there, usual, remote: made.body, [Symbol.asyncDispose]: () => owned.disposeAsync() },
    send: (fields: Fields) =>
      sendMedia(here, { key: ann.key, bytes: distinctPng(++number, here.url), name: 'a cat.png', fields }),
    ask: <Answer>(line: `${string} /api/${string}`, more: object = {}) =>
      call<Answer>(here, line, { key: ann.key, ...more }),
    copies: async () =>
      (await call<MediaList>(there, 'GET /api/media?scope=mine&sort=oldest', { key: old.key })).body.items,
    shown: async (id: string) =>
      (await call<MediaDetails>(there, `GET /api/media/${id}`, { key: old.key })).body,
  }
}

const bytesOf = async ({ file, pass = '' }: Media) =>
  Buffer.from(await (await fetch(file.url + pass)).arrayBuffer())

const told = ({ title, description, tags, visibility, nsfw, filename }: Media) => ({
  ...{ title, description, tags, visibility, nsfw, filename },
})

describe.each(databases)('copies at another Tintype, on %s', (database) => {
  test.each<Fields>([
    {
      title: 'Die Katze & "ich"',
      description: 'Line one\nline two: 猫',
      tags: 'cat,猫 cafe',
      visibility: 'public',
    },
    { title: 'Not for work', nsfw: '1', visibility: 'link' },
    { visibility: 'private', description: '{title}' },
  ])('are as they are here: %j', async (fields) => {
    await using scene = await openScene(database)
    const { here, there } = scene
    const { body: media } = await scene.send(fields)
    await here.drain()
    const [copy] = await scene.copies()
    if (!copy) throw new Error('there is no copy')
    expect(told(await scene.shown(copy.id))).toEqual(told(media))
    expect((await bytesOf(copy)).equals(await bytesOf(media))).toBe(true)
    const { copies } = (await scene.ask<MediaDetails>(`GET /api/media/${media.id}`)).body
    expect(copies).toMatchObject([{ state: 'sent', url: copy.file.url }])
    await scene.ask(`DELETE /api/media/${media.id}?forever=1`)
    await here.drain()
    expect(await there.app.db.selectFrom('media').select('id').execute()).toEqual([])
    expect(
      await here.app.db.selectFrom('jobs').select('kind').where('error', 'is not', null).execute(),
    ).toEqual([])
  })

  test('what lies there already is found, not doubled, and is not ours to delete', async () => {
    await using scene = await openScene(database)
    const { here } = scene
    const { body: media } = await scene.send({ title: 'First' })
    await here.drain()
    await here.app.db.updateTable('copies').set({ state: 'failed', url: null, sealed_delete: null }).execute()
    await scene.ask(`POST /api/remotes/${scene.remote.id}/retry`)
    await here.drain()
    const [copy, ...others] = await scene.copies()
    expect(others).toEqual([])
    const { copies } = (await scene.ask<MediaDetails>(`GET /api/media/${media.id}`)).body
    expect(copies).toMatchObject([{ state: 'sent', url: copy?.file.url }])
    await scene.ask(`DELETE /api/media/${media.id}?forever=1`)
    await here.drain()
    expect(await scene.copies()).toHaveLength(1)
  })

  test('a remote that was told by SM.MS goes on as it was', async () => {
    await using scene = await openScene(database, (there, key) => ({
      description: {
        url: `${there.url}/api/v2/upload`,
        ...{ fileField: 'smfile', headers: { Authorization: key }, fields: { format: 'json' } },
        ...{ urlPath: 'data.url', repeatPath: 'images', deletePath: 'data.delete' },
      },
    }))
    await scene.send({ title: 'Not told' })
    await scene.here.drain()
    expect(await scene.copies()).toMatchObject([{ filename: 'a cat.png', title: 'a cat' }])
  })

  test('the test button tells all that is sent, masks the key, and leaves nothing', async () => {
    await using scene = await openScene(database)
    const { body } = await scene.ask<RemoteTrial>('POST /api/remotes/try', { body: scene.usual })
    expect(body).toMatchObject({ removed: true, answer: { status: 201 } })
    expect(body.problem).toBeUndefined()
    expect(body.request.body).toMatch(/name="title"\r\n\r\nTest\r\n/)
    expect(JSON.stringify(body)).not.toContain(scene.usual.values.key)
    expect(scene.remote.description?.fields).toMatchObject({ title: '{title}', tags: '{tags}' })
    expect(await scene.copies()).toEqual([])
  })
})
