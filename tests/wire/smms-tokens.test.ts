import { describe, expect, test } from 'vitest'
import { revokeKey } from '../../src/core/keys.ts'
import { databases, openStage, type Person, type Stage } from '../stage.ts'
import { call, newPicture, rawForm, sendRaw, stageForAll, textPart, upload } from './smms-client.ts'

const minute = 60_000

async function askToken(
  stage: Stage,
  username: string,
  password: string,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams({ username, password })
  return call<{ token: string }>(stage, 'token', { method: 'POST', body, headers })
}

/** Whose key this is, as /profile says. */
async function ownerOf(stage: Stage, key: string): Promise<string> {
  const init = { method: 'POST', headers: { Authorization: key } }
  return (await call<{ username: string }>(stage, 'profile', init)).body.data.username
}

describe.each(databases)('SM.MS tokens, on %s', (database) => {
  const stage = stageForAll(database)

  test('are given for a name or an e-mail address, whichever way a form is sent, and stay the same', async () => {
    const { user, name, password } = await stage.person()
    const tokens = new Set<string>()
    for (const username of [name, name.toUpperCase(), user.email, ` ${user.email} `]) {
      const form = new FormData()
      form.append('username', username)
      form.append('password', password)
      const query = new URLSearchParams({ username, password }).toString()
      const ways: [string, RequestInit][] = [
        ['token', { body: new URLSearchParams(query) }],
        ['token', { body: form }],
        [
          'token',
          { body: JSON.stringify({ username, password }), headers: { 'Content-Type': 'application/json' } },
        ],
        [`token?${query}`, {}],
        [`token?${query}`, { headers: { 'Content-Type': 'multipart/form-data' } }],
      ]
      for (const [path, init] of ways) {
        const answer = await call<{ token: string }>(stage, path, { method: 'POST', ...init })
        expect(answer.body).toMatchObject({ success: true, message: 'Get API token success.' })
        tokens.add(answer.body.data.token)
      }
    }
    expect(tokens.size).toBe(1)
    const [token = ''] = tokens
    expect(token).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(await ownerOf(stage, token)).toBe(name)
  })

  test('are others once revoked', async () => {
    const { user, name, password } = await stage.person()
    const ask = async () => (await askToken(stage, name, password)).body.data.token
    const token = await ask()
    await revokeKey(stage.app, user, 'SM.MS token')
    const refused = await upload(stage, await newPicture(), { key: token })
    expect(refused.body).toMatchObject({ success: false, code: 'unauthorized' })
    const next = await ask()
    expect(next).not.toBe(token)
    expect(await ask()).toBe(next)
    expect((await upload(stage, await newPicture(), { key: next })).body.success).toBe(true)
  })

  test('are refused in one way whether name or password is wrong', async () => {
    const { name, password } = await stage.person()
    const pairs = [
      [name, 'wrong'],
      ['nobody-here', password],
      [name, ''],
      ['', password],
      [`${name}'--`, password],
    ] as const
    for (const [username, word] of pairs) {
      const { status, body } = await askToken(stage, username, word)
      expect(status).toBe(200)
      expect(body).toEqual({
        success: false,
        code: 'unauthorized',
        message: 'Get API token failed, wrong username or password.',
        RequestId: body.RequestId,
      })
    }
    expect((await call(stage, 'token', { method: 'POST' })).body.code).toBe('unauthorized')
  })

  test('are refused for a form that cannot be read', async () => {
    const form = rawForm([textPart('username', 'x')], { whole: false })
    for (const [type, body] of [
      ['application/json', '{"username":'],
      ['multipart/form-data; boundary=b', form],
      ['application/x-www-form-urlencoded', `username=${'x'.repeat(200_000)}`],
    ] as const) {
      const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }
      const answer = await sendRaw(stage, { line: 'POST /api/v2/token', headers, body })
      expect(answer.body.success).toBe(false)
      expect(answer.body.RequestId).toBeTypeOf('string')
    }
  })
})

describe.each(databases)('guessing passwords over SM.MS, on %s', (database) => {
  const wait = 15 * minute
  const from = (address: string) => ({ 'X-Forwarded-For': address })

  async function guess(
    stage: Stage,
    { person, times = 10, address }: { person: Person; times?: number; address: (n: number) => string },
  ): Promise<void> {
    for (let n = 0; n < times; n++) {
      const answer = await askToken(stage, person.name, `guess ${n}`, from(address(n)))
      expect(answer.body.code).toBe('unauthorized')
    }
  }

  test('ends in a flood for the address, until 15 minutes are over', async () => {
    await using stage = await openStage({ database, environment: { TRUST_PROXY: '127.0.0.1' } })
    const [victim, other] = [await stage.person(), await stage.person()]
    await guess(stage, { person: victim, address: () => '203.0.113.1' })
    const flood = await askToken(stage, other.name, other.password, from('203.0.113.1'))
    expect(flood.status).toBe(429)
    expect(flood.body).toMatchObject({ success: false, code: 'flood' })
    expect(Number(flood.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(flood.headers.get('retry-after'))).toBeLessThanOrEqual(wait / 1000)
    expect((await askToken(stage, other.name, other.password, from('203.0.113.2'))).body.success).toBe(true)
    stage.clock.offset += wait
    expect((await askToken(stage, victim.name, victim.password, from('203.0.113.1'))).body.success).toBe(true)
  })

  test('ends in a flood for the account after a hundred, by whichever name and from wherever', async () => {
    await using stage = await openStage({ database, environment: { TRUST_PROXY: '127.0.0.1' } })
    const [victim, other] = [await stage.person(), await stage.person()]
    const address = (n: number) => `203.0.113.${n}`
    await guess(stage, { person: victim, times: 99, address })
    const { user, password } = victim
    expect((await askToken(stage, user.email, password, from('203.0.113.100'))).body.success).toBe(true)
    await guess(stage, { person: victim, times: 1, address: () => '203.0.113.101' })
    const flood = await askToken(stage, victim.user.email, victim.password, from('203.0.113.99'))
    expect(flood.status).toBe(429)
    expect((await askToken(stage, other.name, other.password, from('203.0.113.99'))).body.success).toBe(true)
    expect(await ownerOf(stage, victim.key)).toBe(victim.name)
  })

  test('right passwords are never too many', async () => {
    await using stage = await openStage({ database })
    const { name, password } = await stage.person()
    for (let n = 0; n < 25; n++) expect((await askToken(stage, name, password)).body.success).toBe(true)
  })
})
