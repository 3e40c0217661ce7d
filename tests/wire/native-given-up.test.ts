import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dropResumable } from '../../src/core/resumable.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { databases } from '../stage.ts'
import { call } from './native-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'

/** Uploads in parts that their sender gives up while the whole is being taken in. */
describe.each(databases)('an upload that is given up, on %s', (database) => {
  const stage = stageForAll(database)

  /** Sends the whole of a picture, and has something happen when its bytes have been worked on. */
  const send = async (key: string, happen: (path: string) => Promise<unknown>) => {
    const bytes = await newPicture()
    const protocol = { authorization: key, 'tus-resumable': '1.0.0' }
    const begun = await fetch(`${stage.url}/api/uploads`, {
      method: 'POST',
      headers: { ...protocol, 'upload-length': String(bytes.length) },
    })
    const path = begun.headers.get('location') ?? ''
    const { store } = stage.app
    const { put } = store
    store.put = async (files) => {
      store.put = put
      await happen(path)
      return put(files)
    }
    const sent = await fetch(stage.url + path, {
      method: 'PATCH',
      headers: { ...protocol, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: new Uint8Array(bytes),
    })
    return { path, status: sent.status, media: (await sent.json()) as Media }
  }
  const drop = (key: string, path: string) =>
    fetch(stage.url + path, {
      method: 'DELETE',
      headers: { authorization: key, 'tus-resumable': '1.0.0' },
    })
  const kept = () => readdir(join(stage.folder, 'resumable'))

  test('while it is taken in ends as what its sender deleted', async () => {
    const { key } = await stage.person()
    let dropped: Promise<void> | undefined
    const sent = await send(key, async (path) => {
      dropped = dropResumable(stage.app, path.slice(-22))
    })
    await dropped
    expect(sent.status).toBe(200)
    expect((await call(stage, `GET /api/media/${sent.media.id}`)).status).toBe(410)
    const trash = await call<{ total: number }>(stage, 'GET /api/media?scope=mine&trash=1', { key })
    expect(trash.body.total).toBe(1)
    expect(await kept()).toEqual([])
  })

  test('by a request meanwhile leaves no folder, and no answer that nobody expects', async () => {
    const { key } = await stage.person()
    let dropped: Promise<Response> | undefined
    const sent = await send(key, async (path) => {
      dropped = drop(key, path)
      // It is on its way when some requests behind it have been answered.
      for (let count = 0; count < 10; count++) await call(stage, 'GET /api/site', { key })
    })
    expect([(await dropped)?.status, sent.status]).toEqual([204, 200])
    expect(await kept()).toEqual([])
    expect((await drop(key, sent.path)).status).toBe(404)
  })
})
