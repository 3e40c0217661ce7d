import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import type { App } from '../src/core/app.ts'
import { deleteMedia } from '../src/core/media.ts'
import { fileName } from '../src/core/media-rows.ts'
import type { Media } from '../src/core/words.ts'
import { openFileCache } from '../src/server/delivery-cache.ts'
import { fixture } from './fixture.ts'
import { noise, placeMedia } from './placed-media.ts'
import { openStage } from './stage.ts'

const stage = fixture(openStage)

/** The same App, whose answers from the database wait for `open`; `asked` counts them. */
function behindGate(app: App) {
  const gate = { asked: 0, open: () => {} }
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve
  })
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      gate.asked++
      await opened
      return result
    },
  }
  return { app: { ...app, db: app.db.withPlugin(plugin) }, gate }
}

function address(media: Media) {
  const file = fileName(media)
  return { url: `/images/${media.folder}/${file}`, path: { folder: media.folder, name: media.name, file } }
}

test('many that ask for one file at once cost one look-up, found or not', async () => {
  const { app, gate } = behindGate(stage.app)
  using cache = openFileCache(app)
  const { url, path } = address(await placeMedia(stage.app, { bytes: noise(100) }))
  const none = {
    url: '/images/2026/11/22/none.jpg',
    path: { folder: '2026/11/22', name: 'none', file: 'none.jpg' },
  }
  const found = Array.from({ length: 50 }, () => cache.find(url, path))
  const missing = Array.from({ length: 50 }, () => cache.find(none.url, none.path))
  gate.open()
  expect(new Set(await Promise.all(found)).size).toBe(1)
  expect(new Set(await Promise.all(missing))).toEqual(new Set([undefined]))
  expect(gate.asked).toBe(2)
})

test('who asks after a deletion is not told what a look-up saw before it', async () => {
  const { app, gate } = behindGate(stage.app)
  using cache = openFileCache(app)
  const media = await placeMedia(stage.app, { bytes: noise(100) })
  const { url, path } = address(media)
  const before = cache.find(url, path)
  await expect.poll(() => gate.asked).toBe(1)
  await deleteMedia(stage.app, media)
  const after = cache.find(url, path)
  gate.open()
  expect(await after).toBeUndefined()
  expect(await before).toBeUndefined()
  expect(cache.files.size).toBe(0)
})

test('bytes that are read while their media is deleted are not kept', async () => {
  using cache = openFileCache(stage.app)
  const media = await placeMedia(stage.app, { bytes: noise(100) })
  const { url, path } = address(media)
  const file = await cache.find(url, path)
  if (file === undefined) throw new Error('not found')
  const read = cache.read(url, file)
  await stage.app.kv.publish('media-gone', `${media.folder}/${media.name}`)
  expect((await read)?.length).toBe(100)
  expect(file.body).toBeUndefined()
  expect(cache.files.size).toBe(0)
})

test('holds 64 MB at most, and keeps what is asked for again and again', async () => {
  using cache = openFileCache(stage.app)
  const size = 512 * 1024
  const all: ReturnType<typeof address>[] = []
  for (let i = 0; i < 140; i++) all.push(address(await placeMedia(stage.app, { bytes: noise(size) })))
  const [favourite] = all
  if (favourite === undefined) throw new Error('not placed')
  for (const { url, path } of all) {
    const file = await cache.find(url, path)
    if (file) await cache.read(url, file)
    await cache.find(favourite.url, favourite.path)
  }
  const held = [...cache.files.values()].reduce((sum, file) => sum + (file.body?.length ?? 0), 0)
  expect(held).toBeLessThanOrEqual(64 * 1024 * 1024)
  expect(held).toBeGreaterThan(48 * 1024 * 1024)
  expect(cache.files.get(favourite.url)?.body?.length).toBe(size)
})
