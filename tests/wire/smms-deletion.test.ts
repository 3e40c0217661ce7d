import { describe, expect, test } from 'vitest'
import { sweep } from '../../src/core/sweep.ts'
import { databases, openStage } from '../stage.ts'
import { call, expectNothingLeft, newPicture, stageForAll, uploaded } from './smms-client.ts'

const day = 86_400_000

describe.each(databases)('deleting over SM.MS, on %s', (database) => {
  const stage = stageForAll(database)

  test.each(['GET', 'POST'])('%s deletes row and files, once', async (method) => {
    const { key } = await stage.person()
    const image = await uploaded(stage, await newPicture(), { key })
    const done = await call(stage, `delete/${image.hash}`, { method })
    expect(done.status).toBe(200)
    expect(done.body).toMatchObject({ success: true, code: 'success', message: 'File delete success.' })
    await stage.drain()
    expect((await fetch(image.url)).status).toBe(404)
    expect(await stage.app.store.stat(image.path.slice(1))).toBeUndefined()
    const again = await call(stage, `delete/${image.hash}`, { method })
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ success: false, message: 'File already deleted.' })
  })

  test('as PicList asks: the hash once more in the query, with and without a key', async () => {
    const { key } = await stage.person()
    for (const headers of [{}, { Authorization: key }, { Authorization: 'wrong' }]) {
      const image = await uploaded(stage, await newPicture(), { key })
      const answer = await call(stage, `delete/${image.hash}?hash=${image.hash}&format=json`, { headers })
      expect(answer.body.success).toBe(true)
    }
  })

  test('twenty times at once: it succeeds once', async () => {
    const image = await uploaded(stage, await newPicture())
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(stage, `delete/${image.hash}`)))
    expect(answers.filter(({ body }) => body.success)).toHaveLength(1)
    const others = answers.filter(({ body }) => !body.success)
    expect(new Set(others.map(({ body }) => body.message))).toEqual(new Set(['File already deleted.']))
  })

  test.each([
    'unknown',
    'Q6vLIbCGZojrMhO2e7BmgFuXRV',
    '%00',
    '..%2F..%2Fetc',
    "'%20OR%201=1--",
    '%F0%9F%98%80',
    'x'.repeat(499),
  ])('an unknown hash: %s', async (hash) => {
    const answer = await call(stage, `delete/${hash}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ success: false, code: 'not_found', message: 'File not found.' })
  })

  test.each([' ', '%20', '%E0%A4%A', 'x'.repeat(600), ''])(
    'a hash that is none is refused: "%s"',
    async (hash) => {
      const answer = await call(stage, `delete/${hash}`)
      expect(answer.status).toBeLessThan(500)
      expect(answer.body).toMatchObject({ success: false, RequestId: expect.any(String) })
    },
  )

  test('HEAD deletes nothing', async () => {
    const image = await uploaded(stage, await newPicture())
    await call(stage, `delete/${image.hash}`, { method: 'HEAD' })
    expect((await fetch(image.url)).status).toBe(200)
  })

  test("one's hash does not delete another's", async () => {
    const [one, other] = [
      await uploaded(stage, await newPicture()),
      await uploaded(stage, await newPicture()),
    ]
    await call(stage, `delete/${one.hash}`)
    expect((await fetch(other.url)).status).toBe(200)
  })

  test('"already deleted" is remembered for 30 days', async () => {
    await using own = await openStage({ database })
    const image = await uploaded(own, await newPicture())
    await call(own, `delete/${image.hash}`)
    const message = async () => (await call(own, `delete/${image.hash}`)).body.message
    own.clock.offset += 30 * day - 60_000
    await sweep(own.app, { minAge: 0 })
    expect(await message()).toBe('File already deleted.')
    own.clock.offset += 120_000
    await sweep(own.app, { minAge: 0 })
    expect(await message()).toBe('File not found.')
  })

  test('guessing hashes ends in a flood for that address; what it knows is not forgotten', async () => {
    await using own = await openStage({ database, environment: { TRUST_PROXY: '127.0.0.1' } })
    const image = await uploaded(own, await newPicture())
    const gone = await uploaded(own, await newPicture())
    await call(own, `delete/${gone.hash}`)
    const remove = (hash: string, address: string) =>
      call(own, `delete/${hash}`, { headers: { 'X-Forwarded-For': address } })
    // What was deleted before is no guess.
    for (let again = 0; again < 100; again++) {
      expect((await remove(gone.hash, '203.0.113.1')).body.code).toBe('already_deleted')
    }
    for (let guess = 0; guess < 60; guess++) {
      expect((await remove(`guess${guess}`, '203.0.113.1')).body.code).toBe('not_found')
    }
    const flood = await remove(image.hash, '203.0.113.1')
    expect(flood.status).toBe(429)
    expect(flood.body).toMatchObject({ success: false, code: 'flood' })
    expect(Number(flood.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(flood.headers.get('retry-after'))).toBeLessThanOrEqual(600)
    expect((await remove('guess', '203.0.113.2')).body.code).toBe('not_found')
    own.clock.offset += 10 * 60_000
    expect((await remove(image.hash, '203.0.113.1')).body.success).toBe(true)
    await expectNothingLeft(own)
  })
})
