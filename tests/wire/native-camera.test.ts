import { describe, expect, test } from 'vitest'
import type { MediaDetails, MediaList } from '../../src/dialects/native/wire-media.ts'
import { samplePhoto } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { call, sendMedia } from './native-client.ts'

describe.each(databases)('what the camera wrote, on %s', (database) => {
  /** What everybody is told of a picture with camera data, and how many its owner finds by the camera's name. */
  const tell = async (METADATA: string) => {
    await using stage = await openStage({ database, environment: { METADATA } })
    const me = await stage.person()
    const bytes = await samplePhoto({ exif: true })
    const sent = await sendMedia(stage, { key: me.key, bytes, fields: { visibility: 'public' } })
    expect(sent.status).toBe(201)
    const told = await call<MediaDetails>(stage, `GET /api/media/${sent.body.id}`)
    const found = await call<MediaList>(stage, 'GET /api/media?scope=mine&q=acme', me)
    return { ...told.body, sent: sent.body, found: found.body.items.length }
  }

  test('is neither told nor searched for where it is taken out of the files', async () => {
    const told = await tell('strip-all')
    expect(told).toMatchObject({ camera: [], found: 0 })
    expect([told.takenAt, told.sent.takenAt, told.place]).toEqual([undefined, undefined, undefined])
  })

  test('is told and searched for where it stays in them', async () => {
    const told = await tell('strip-location')
    expect(told.camera).toContainEqual({ name: 'camera', value: 'Acme Box 1' })
    expect(told).toMatchObject({ takenAt: expect.any(Number), found: 1 })
    expect(told.place).toBeUndefined()
  })
})
