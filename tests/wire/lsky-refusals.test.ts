import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { listKeys } from '../../src/core/keys.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { refusals } from '../../src/dialects/lsky/wire.ts'
import { databases, openStage } from '../stage.ts'
import { call, type Reply, upload, uploaded } from './lsky-client.ts'
import { newPicture, rawForm, sendRaw, stageForAll, textPart } from './smms-client.ts'

const unknown = [401, false, 'Unauthenticated.']
const wrongPassword = [200, false, 'The email address or password is incorrect.']

const told = ({ status, body }: Reply<unknown>) => [status, body.status, body.message]

describe.each(databases)('Lsky Pro tokens and refusals, on %s', (database) => {
  const stage = stageForAll(database)
  const token = (email: string, password: string) =>
    call<{ token: string }>(stage, 'tokens', { body: new URLSearchParams({ email, password }) })

  test('a token is a key of its own for e-mail address and password, until all are cleared', async () => {
    const { user, key, password } = await stage.person()
    const answers = [
      await token(user.email, password),
      await call<{ token: string }>(stage, 'tokens', {
        body: JSON.stringify({ email: user.email.toUpperCase(), password }),
        type: 'application/json',
      }),
    ]
    const tokens = answers.map(({ body }) => body.data.token)
    expect(new Set(tokens).size).toBe(2)
    for (const each of tokens) {
      expect(each).toMatch(/^tint[A-Za-z0-9]{28}$/)
      await uploaded(stage, await newPicture(), { key: each })
    }
    const labels = (await listKeys(stage.app, user)).map(({ label }) => label)
    expect(labels).toEqual(['tests', 'Lsky token', 'Lsky token'])
    expect(told(await call(stage, 'tokens', { method: 'DELETE', key: tokens[0] }))).toEqual([
      200,
      true,
      'success',
    ])
    for (const each of tokens) expect(told(await call(stage, 'profile', { key: each }))).toEqual(unknown)
    expect(told(await call(stage, 'tokens', { method: 'DELETE', key }))).toEqual([200, true, 'success'])
    expect(told(await call(stage, 'profile', { key }))).toEqual([200, true, 'success'])
  })

  test('a wrong password is refused in one way, and guessing ends in a flood', async () => {
    await using own = await openStage({ database })
    const { user, password } = await own.person()
    const ask = (email: string, word: string) =>
      call(own, 'tokens', { body: new URLSearchParams({ email, password: word }) })
    expect(told(await ask('nobody@example.com', password))).toEqual(wrongPassword)
    expect(told(await ask('', ''))).toEqual(wrongPassword)
    for (let n = 0; n < 9; n++) expect(told(await ask(user.email, `guess ${n}`))).toEqual(wrongPassword)
    const flood = await ask(user.email, password)
    expect(told(flood)).toEqual([429, false, refusals.flood.message])
    expect(Number(flood.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('a key is needed for all but an upload, and guests need the door open', async () => {
    await using own = await openStage({ database })
    const calls = [
      ['profile', 'GET'],
      ['images', 'GET'],
      ['albums', 'GET'],
      ['tokens', 'DELETE'],
      ['images/x', 'DELETE'],
      ['albums/x', 'DELETE'],
    ] as const
    for (const [path, method] of calls) {
      expect(told(await call(own, path, { method }))).toEqual(unknown)
      expect(told(await call(own, path, { method, key: 'wrong' }))).toEqual(unknown)
    }
    expect(told(await upload(own, await newPicture(), { key: 'wrong' }))).toEqual(unknown)
    expect(told(await upload(own, await newPicture()))).toEqual(unknown)
    await writeSetting(own.app, 'guest-doors', 'lsky')
    await uploaded(own, await newPicture())
    await changeGroup(own.app, 'guests', { field: 'may-upload', value: 'no' })
    expect(told(await upload(own, await newPicture()))).toEqual([403, false, '没有权限'])
    expect(await own.leftBehind()).toEqual([])
  })

  test('what is wrong with an upload is told with status 200', async () => {
    const { key } = await stage.person()
    const other = await stage.person()
    const send = async (fields: Record<string, string>) =>
      told(await upload(stage, await newPicture(), { key, fields }))
    expect(told(await upload(stage, Buffer.from('no picture'), { key }))).toEqual([
      200,
      false,
      refusals.unsupported.message,
    ])
    expect(told(await upload(stage, Buffer.alloc(0), { key }))).toEqual([200, false, '文件是空的'])
    const none = await call(stage, 'upload', { key, body: new URLSearchParams({ permission: '1' }) })
    expect(told(none)).toEqual([200, false, refusals['no-source'].message])
    expect(await send({ album_id: 'nonsense' })).toEqual([200, false, '相册不存在'])
    expect(await send({ permission: '2' })).toEqual([200, false, expect.stringContaining('permission')])
    for (const expired_at of ['soon', '2001-01-01 00:00:00', '2030-13-01', '2030-01-01 25']) {
      expect(await send({ expired_at })).toEqual([200, false, refusals['bad-expiration'].message])
    }
    expect(told(await upload(stage, await newPicture(), { key: other.key }))).toEqual([200, true, '上传成功'])
  })

  test('malformed bodies, unknown addresses and methods are refused in this dialect’s words', async () => {
    const { key } = await stage.person()
    const form = rawForm([textPart('permission', '1')], { whole: false })
    const headers = {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': form.length,
    }
    const { all } = await sendRaw(stage, { line: 'POST /api/v1/upload', headers, body: form })
    expect(all).toMatch(/^HTTP\/1.1 200 /)
    expect(all).toContain('"status":false')
    for (const [path, method] of [
      ['nothing', 'GET'],
      ['', 'GET'],
      ['upload', 'GET'],
      ['profile/more', 'POST'],
    ] as const) {
      expect(told(await call(stage, path, { method, key }))).toEqual([404, false, '接口不存在'])
    }
    const odd = await call(stage, 'images/%00', { method: 'DELETE', key })
    expect(odd.body.status).toBe(false)
  })
})
