import { describe, expect, test } from 'vitest'
import { removeExpired } from '../../src/core/media.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { call, expectNothingLeft, type Image, newPicture, upload, uploaded } from './smms-client.ts'

const day = 86_400_000

/** File addresses in a history, the newest first. */
async function historyOf(stage: Stage, headers: Record<string, string> = {}): Promise<string[]> {
  const { status, body } = await call<Image[]>(stage, 'history', { headers })
  expect(status).toBe(200)
  expect(body).toMatchObject({ success: true, message: 'Get list success.' })
  return body.data.map((image) => image.url)
}

describe.each(databases)('guests over SM.MS, on %s', (database) => {
  const open = (environment: Record<string, string> = {}) => openStage({ database, environment })

  test("the history holds guests' uploads only, and clearing forgets the list, not the files", async () => {
    await using stage = await open()
    const { key } = await stage.person()
    await uploaded(stage, await newPicture(), { key })
    expect(await historyOf(stage)).toEqual([])
    const first = await uploaded(stage, await newPicture())
    const second = await uploaded(stage, await newPicture())
    expect(await historyOf(stage)).toEqual([second.url, first.url])
    expect(await historyOf(stage, { Authorization: key })).toEqual([second.url, first.url])
    expect(await historyOf(stage, { Authorization: 'wrong' })).toEqual([second.url, first.url])
    expect((await call(stage, 'clear')).body).toMatchObject({ success: true, data: [] })
    expect(await historyOf(stage)).toEqual([])
    expect((await fetch(first.url)).status).toBe(200)
    expect((await call(stage, 'clear')).body.success).toBe(true)
    const third = await uploaded(stage, await newPicture())
    expect(await historyOf(stage)).toEqual([third.url])
    await call(stage, `delete/${third.hash}`)
    expect(await historyOf(stage)).toEqual([])
    await expectNothingLeft(stage)
  })

  test('HEAD does not clear', async () => {
    await using stage = await open()
    const image = await uploaded(stage, await newPicture())
    await call(stage, 'clear', { method: 'HEAD' })
    expect(await historyOf(stage)).toEqual([image.url])
  })

  test('a page of another site neither reads the history nor clears it', async () => {
    await using stage = await open()
    const image = await uploaded(stage, await newPicture())
    const foreign = { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' }
    expect(await historyOf(stage, foreign)).toEqual([])
    await call(stage, 'clear', { headers: foreign })
    expect(await historyOf(stage)).toEqual([image.url])
  })

  test('behind a trusted proxy everybody has a history of his own', async () => {
    await using stage = await open({ TRUST_PROXY: '127.0.0.1' })
    const [one, other] = [{ 'X-Forwarded-For': '203.0.113.1' }, { 'X-Forwarded-For': '203.0.113.2' }]
    const mine = await uploaded(stage, await newPicture(), { headers: one })
    const his = await uploaded(stage, await newPicture(), { headers: other })
    expect(await historyOf(stage, one)).toEqual([mine.url])
    expect(await historyOf(stage, other)).toEqual([his.url])
    // What a client writes itself stands before what the proxy adds.
    expect(await historyOf(stage, { 'X-Forwarded-For': '203.0.113.1, 203.0.113.9' })).toEqual([])
    await call(stage, 'clear', { headers: other })
    expect(await historyOf(stage, one)).toEqual([mine.url])
  })

  test('a forged header opens no history, clears none and hides no upload in one', async () => {
    await using stage = await open()
    const image = await uploaded(stage, await newPicture())
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP']) {
      const forged = { [name]: name === 'Forwarded' ? 'for=127.0.0.1' : '127.0.0.1' }
      expect(await historyOf(stage, forged)).toEqual([])
      expect((await call(stage, 'clear', { headers: forged })).body.success).toBe(true)
      await uploaded(stage, await newPicture(), { headers: forged })
    }
    expect(await historyOf(stage)).toEqual([image.url])
  })

  test('a proxy that is believed, but hides who asks, opens no history', async () => {
    await using stage = await open({ TRUST_PROXY: '127.0.0.1' })
    const unnamed = { 'X-Forwarded-For': '203.0.113.1, 198.51.100.7' }
    for (const headers of [unnamed, {}]) {
      await uploaded(stage, await newPicture(), { headers })
      expect(await historyOf(stage, headers)).toEqual([])
    }
    expect(await historyOf(stage, { 'X-Forwarded-For': '198.51.100.7' })).toEqual([])
  })

  test('an upload lasts 30 days, to the second, and then goes with its files', async () => {
    await using stage = await open()
    const image = await uploaded(stage, await newPicture())
    stage.clock.offset += 30 * day - 60_000
    expect((await fetch(image.url)).status).toBe(200)
    expect(await historyOf(stage)).toEqual([image.url])
    stage.clock.offset += 60_000
    expect((await fetch(image.url)).status).toBe(404)
    expect(await historyOf(stage)).toEqual([])
    expect((await call(stage, `delete/${image.hash}`)).body).toMatchObject({ success: false })
    await removeExpired(stage.app)
    await stage.drain()
    expect(await stage.app.store.stat(image.path.slice(1))).toBeUndefined()
    await expectNothingLeft(stage)
  })

  test("a user's upload stays", async () => {
    await using stage = await open()
    const image = await uploaded(stage, await newPicture(), { key: (await stage.person()).key })
    stage.clock.offset += 1000 * day
    expect((await fetch(image.url)).status).toBe(200)
  })

  test('turned off, guests are refused before their file is kept; keys still open the door', async () => {
    await using stage = await open()
    await writeSetting(stage.app, 'guest-doors', '')
    const refused = await upload(stage, await newPicture())
    expect(refused.status).toBe(200)
    expect(refused.body).toMatchObject({
      success: false,
      code: 'unauthorized',
      message: 'Authorization is required.',
    })
    expect(refused.body).not.toHaveProperty('data')
    await uploaded(stage, await newPicture(), { key: (await stage.person()).key })
    await writeSetting(stage.app, 'guest-doors', 'web,chevereto')
    expect((await upload(stage, await newPicture())).body.code).toBe('unauthorized')
    await writeSetting(stage.app, 'guest-doors', 'smms')
    await uploaded(stage, await newPicture())
    await expectNothingLeft(stage)
  })
})
