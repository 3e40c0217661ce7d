import { describe, expect, test } from 'vitest'
import { removeExpired } from '../../src/core/media.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import {
  call,
  expectNothingLeft,
  newPicture,
  type Reply,
  stageForAll,
  upload,
  uploaded,
} from './smms-client.ts'

const day = 86_400_000

function expectRepeat(answer: Reply, url: string): void {
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({
    success: false,
    code: 'image_repeated',
    message: `Image upload repeated limit, this image exists at: ${url}`,
    images: url,
    data: { url },
  })
}

describe.each(databases)('the same bytes again, over SM.MS on %s', (database) => {
  const stage = stageForAll(database)

  test('by a user: the first media is named in every way that clients read', async () => {
    const { key } = await stage.person()
    const picture = await newPicture()
    const first = await uploaded(stage, picture, { key, filename: 'a.png' })
    const again = await upload(stage, picture, { key, filename: 'b.png' })
    expectRepeat(again, first.url)
    expect(again.body.data).toEqual(first)
    expect(Object.keys(again.body)).toEqual(['success', 'code', 'message', 'images', 'data', 'RequestId'])
  })

  test('by a guest', async () => {
    const picture = await newPicture()
    const first = await uploaded(stage, picture)
    const again = await upload(stage, picture)
    expectRepeat(again, first.url)
    expect(again.body.data).toEqual(first)
  })

  test('by another sender: a media of his own', async () => {
    const picture = await newPicture()
    const [one, other] = [await stage.person(), await stage.person()]
    const urls = [
      (await uploaded(stage, picture, { key: one.key })).url,
      (await uploaded(stage, picture, { key: other.key })).url,
      (await uploaded(stage, picture)).url,
    ]
    expect(new Set(urls).size).toBe(3)
  })

  test('by another key of the same user: a repeat', async () => {
    const { key, name, password } = await stage.person()
    const body = new URLSearchParams({ username: name, password })
    const token = (await call<{ token: string }>(stage, 'token', { method: 'POST', body })).body.data.token
    const picture = await newPicture()
    const first = await uploaded(stage, picture, { key })
    expectRepeat(await upload(stage, picture, { key: token }), first.url)
  })

  test.each(['user', 'guest'])(
    'two and more at once by a %s: one succeeds, all name the same file',
    async (who) => {
      const options = who === 'user' ? { key: (await stage.person()).key } : {}
      const picture = await newPicture()
      const answers = await Promise.all(Array.from({ length: 4 }, () => upload(stage, picture, options)))
      const won = answers.filter(({ body }) => body.success)
      expect(won).toHaveLength(1)
      const url = won[0]?.body.data.url ?? ''
      for (const answer of answers) {
        if (answer !== won[0]) expectRepeat(answer, url)
      }
      expect((await fetch(url)).status).toBe(200)
    },
  )

  test('after the first was deleted: a new media', async () => {
    const picture = await newPicture()
    const first = await uploaded(stage, picture)
    await call(stage, `delete/${first.hash}`)
    const second = await uploaded(stage, picture)
    expect(second.url).not.toBe(first.url)
    expect(second.hash).not.toBe(first.hash)
    expectRepeat(await upload(stage, picture), second.url)
  })

  test('after the first has expired, whether its row is gone or not', async () => {
    await using own = await openStage({ database })
    const picture = await newPicture()
    const urls = new Set<string>()
    for (const clean of [false, true]) {
      urls.add((await uploaded(own, picture)).url)
      own.clock.offset += 30 * day
      if (clean) await removeExpired(own.app)
    }
    urls.add((await uploaded(own, picture)).url)
    expect(urls.size).toBe(3)
    await removeExpired(own.app)
    await expectNothingLeft(own)
  })

  test('a day and a year later it is a repeat still', async () => {
    await using own = await openStage({ database })
    const { key } = await own.person()
    const picture = await newPicture()
    const first = await uploaded(own, picture, { key })
    own.clock.offset += 366 * day
    expectRepeat(await upload(own, picture, { key }), first.url)
  })

  describe('from addresses behind a proxy', () => {
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
    const behind = (environment: Record<string, string>): Promise<Stage> =>
      openStage({ database, environment })

    test('named by TRUST_PROXY, each guest is another sender', async () => {
      await using own = await behind({ TRUST_PROXY: '127.0.0.1' })
      const picture = await newPicture()
      const first = await uploaded(own, picture, from('203.0.113.1'))
      const other = await uploaded(own, picture, from('203.0.113.2'))
      expect(other.url).not.toBe(first.url)
      const again = await upload(own, picture, from('203.0.113.1'))
      expectRepeat(again, first.url)
      expect(again.body.data.hash).toBe(first.hash)
    })

    test('not named, a guest does not learn what deletes the media of another', async () => {
      await using own = await behind({})
      const picture = await newPicture()
      const first = await uploaded(own, picture, from('203.0.113.1'))
      const again = await upload(own, picture, from('203.0.113.2'))
      expectRepeat(again, first.url)
      expect(again.body.data).toEqual({ ...first, hash: '', delete: '' })
      expect(again.text).not.toContain(first.hash)
      const picGo = { 'User-Agent': 'PicGo', ...from('203.0.113.2').headers }
      expect((await upload(own, picture, { headers: picGo })).text).not.toContain(first.hash)
    })
  })
})
