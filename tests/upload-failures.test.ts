import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../src/core/app.ts'
import { deleteMedia } from '../src/core/media.ts'
import { fileKey } from '../src/core/media-rows.ts'
import { stage as stageBytes } from '../src/core/staging.ts'
import { findDamaged, findOrphans } from '../src/core/sweep.ts'
import { upload } from '../src/core/upload.ts'
import type { Actor, Media, User, Wishes } from '../src/core/words.ts'
import { AppError, type ErrorCode } from '../src/errors.ts'
import { defaultLimits, openMediaPool } from '../src/media/pool.ts'
import { sampleVideo } from './pictures.ts'
import { databases, openStage, type Stage } from './stage.ts'

/** At each point where an upload can fail, a refusal comes out and nothing is left behind. */
describe.each(databases)('an upload that fails, on %s', (database) => {
  let stage: Stage
  let actor: Actor
  let count = 0

  beforeEach(async () => {
    stage = await openStage({ database })
    const { user } = await stage.person()
    actor = actorFor(user)
  })
  afterEach(() => stage[Symbol.asyncDispose]())

  function actorFor(user: User): Actor {
    return { user, keyId: undefined, group: user.group, address: '127.0.0.1', addressSure: true }
  }

  async function picture(): Promise<Buffer> {
    const background = { r: ++count % 256, g: 9, b: 9 }
    return sharp({ create: { width: 600, height: 400, channels: 3, background } })
      .png()
      .toBuffer()
  }

  /** Sends a picture through an app that is the stage's, except for what is given. */
  async function send(given: Partial<App> = {}, wishes: Wishes = {}, bytes?: Buffer): Promise<Media> {
    const app = { ...stage.app, ...given }
    await using staged = await stageBytes(app, Readable.from([bytes ?? (await picture())]), 10_000_000)
    return await upload(app, actor, staged, { filename: 'cat.png', ...wishes })
  }

  async function expectRefusal(sending: Promise<unknown>, code: ErrorCode): Promise<void> {
    const refusal = await sending.then(
      () => undefined,
      (error: unknown) => AppError.from(error),
    )
    expect(refusal?.code).toBe(code)
  }

  async function expectNothingLeft(): Promise<void> {
    expect(await stage.leftBehind()).toEqual([])
    const orphans: string[] = []
    for await (const keys of findOrphans(stage.app, -60_000)) orphans.push(...keys)
    expect(orphans).toEqual([])
    for await (const damaged of findDamaged(stage.app)) expect(damaged).toBeUndefined()
    const rows = await stage.app.db.selectFrom('media').select('total_size').execute()
    const user = await stage.app.db.selectFrom('users').select('bytes_used').executeTakeFirstOrThrow()
    expect(user.bytes_used).toBe(rows.reduce((sum, row) => sum + row.total_size, 0))
    const claims = await stage.app.db.selectFrom('claims').select('media_id').execute()
    expect(claims).toHaveLength(rows.length)
  }

  /** A store on whose disk only so many of an upload's files find room. */
  const storeWithRoomFor = (count: number): Partial<App> => {
    const store = stage.app.store
    const gone = { key: '2026/11/22/none.png', path: '/nowhere/none.png', type: 'image/png' }
    return { store: { ...store, put: (files) => store.put([...files.slice(0, count), gone]) } }
  }

  test.each([0, 1, 2])('the file after %i stored ones cannot be stored', async (count) => {
    await expectRefusal(send(storeWithRoomFor(count)), 'internal')
    await expectNothingLeft()
  })

  test('a disk without space', async () => {
    const put = () => Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))
    await expectRefusal(send({ store: { ...stage.app.store, put } }), 'storage-full')
    await expectNothingLeft()
  })

  test.each(['inspect', 'derive'] as const)('a media process that dies in %s', async (step) => {
    const media = { ...stage.app.media, [step]: () => Promise.reject(new AppError('broken-file', 'it died')) }
    await expectRefusal(send({ media }), 'broken-file')
    await expectNothingLeft()
  })

  test('a database that fails within the transaction', async () => {
    await stage.app.db.schema.dropTable('media_tags').execute()
    await expectRefusal(send({}, { tags: ['cat'] }), 'internal')
    await expectNothingLeft()
  })

  test('a database that is gone before the row: bytes wait for the sweeper, no row lacks its bytes', async () => {
    const store = stage.app.store
    const db = stage.app.db
    await db.schema.alterTable('media').renameTo('elsewhere').execute()
    await expectRefusal(send(), 'internal')
    await db.schema.alterTable('elsewhere').renameTo('media').execute()
    expect(await stage.leftBehind()).toEqual([])
    for await (const keys of findOrphans(stage.app, -60_000)) await store.remove(keys)
    await expectNothingLeft()
  })

  test('a quota that another upload used up meanwhile', async () => {
    const first = await send()
    actor = { ...actor, group: { ...actor.group, quotaBytes: first.totalSize + 10 } }
    await expectRefusal(send(), 'over-quota')
    await expectNothingLeft()
  })

  test('the same bytes at once: one is stored, the other told which', async () => {
    const bytes = await picture()
    const sent = await Promise.allSettled([send({}, {}, bytes), send({}, {}, bytes), send({}, {}, bytes)])
    const stored = sent.filter((one) => one.status === 'fulfilled')
    expect(stored).toHaveLength(1)
    for (const one of sent) {
      if (one.status === 'fulfilled') continue
      expect(one.reason).toMatchObject({ code: 'duplicate', details: { mediaId: stored[0]?.value.id } })
    }
    await expectNothingLeft()
  })

  test('a taken name gets a random suffix, whatever the extension', async () => {
    const first = await send()
    const second = await send()
    const jpeg = await sharp(await picture())
      .jpeg()
      .toBuffer()
    const third = await send({}, { filename: 'cat.jpg' }, jpeg)
    expect(first.name).toBe('cat')
    expect(second.name).toMatch(/^cat[0-9a-f]{16}$/)
    expect(third.name).toMatch(/^cat[0-9a-f]{16}$/)
    await expectNothingLeft()
  })

  test('many of one name at once', async () => {
    const sent = await Promise.all(Array.from({ length: 6 }, () => send()))
    expect(new Set(sent.map((media) => media.name)).size).toBe(6)
    await expectNothingLeft()
  })

  test('a rendition that fails does not fail the upload, and a job makes it later', async () => {
    const { media } = stage.app
    const derive: App['media']['derive'] = async (request) => {
      const derived = await media.derive(request)
      const { thumb: _, ...renditions } = derived.renditions
      return { ...derived, renditions, failed: 'thumb: out of luck' }
    }
    const sent = await send({ media: { ...media, derive } })
    expect(Object.keys(sent.renditions)).toEqual(['medium'])
    stage.clock.offset += 120_000
    await stage.drain()
    const row = await stage.app.db.selectFrom('media').selectAll().executeTakeFirstOrThrow()
    expect(Object.keys(JSON.parse(row.renditions)).sort()).toEqual(['medium', 'thumb'])
    await expectNothingLeft()
  })

  test("a film's poster that cannot be taken is neutral, and a job puts the film's own in its place", async () => {
    await using broken = await openMediaPool(defaultLimits, { ffmpeg: '/bin/false' })
    const sent = await send({ media: broken }, { filename: 'cat.mp4' }, await sampleVideo('mp4'))
    const poster = () => readFile(join(stage.folder, 'files', fileKey(sent, 'frame')))
    const neutral = await poster()
    stage.clock.offset += 120_000
    await stage.drain()
    expect((await poster()).equals(neutral)).toBe(false)
    expect(await stage.app.db.selectFrom('jobs').select('id').where('kind', '=', 'derive').execute()).toEqual(
      [],
    )
    await expectNothingLeft()
  })

  test('deletion frees the claim and the quota, and a job removes the bytes', async () => {
    const bytes = await picture()
    await deleteMedia(stage.app, await send({}, {}, bytes))
    await stage.drain()
    await expectNothingLeft()
    await send({}, {}, bytes)
    await expectNothingLeft()
  })
})
