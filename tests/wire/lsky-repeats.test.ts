import { describe, expect, test } from 'vitest'
import { listKeys, makeKey } from '../../src/core/keys.ts'
import { databases } from '../stage.ts'
import { call, upload } from './lsky-client.ts'
import { newPicture, stageForAll, uploaded } from './smms-client.ts'

describe.each(databases)('repeats and tokens, on %s', (database) => {
  const stage = stageForAll(database)
  const toSee = (key: string, bytes: Buffer, fields: Record<string, string> = {}) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append('smfile', new Blob([new Uint8Array(bytes)]), 'x.png')
    const headers = { Authorization: key }
    return fetch(`${stage.url}/api/v1/file/upload`, { method: 'POST', body, headers })
  }
  /** The address that each door answers for bytes about which nothing is wished. */
  const doors: Record<string, (key: string, bytes: Buffer) => Promise<string>> = {
    smms: async (key, bytes) => (await uploaded(stage, bytes, { key })).url,
    see: async (key, bytes) => {
      const { data } = (await (await toSee(key, bytes)).json()) as { data: { url: string } }
      return data.url
    },
    lsky: async (key, bytes) => (await upload(stage, bytes, { key })).body.data.links.url,
    imgur: async (key, bytes) => {
      const body = new FormData()
      body.append('image', new Blob([new Uint8Array(bytes)]), 'x.png')
      const headers = { Authorization: `Bearer ${key}` }
      const sent = await fetch(`${stage.url}/3/image`, { method: 'POST', body, headers })
      return ((await sent.json()) as { data: { link: string } }).data.link
    },
  }

  test.each(Object.entries(doors))('%s answers no private file to who wished none', async (_name, send) => {
    const { key } = await stage.person()
    const bytes = await newPicture()
    expect((await toSee(key, bytes, { is_private: '1' })).status).toBe(200)
    const url = await send(key, bytes)
    expect((await fetch(url)).status).toBe(200)
  })

  test.each(Object.entries(doors))(
    '%s answers no file that ends before a new one would',
    async (_name, send) => {
      const { key } = await stage.person()
      const bytes = await newPicture()
      const expired_at = new Date(stage.app.now() + 2 * 86_400_000).toISOString().slice(0, 10)
      const first = await upload(stage, bytes, { key, fields: { expired_at } })
      expect(first.body.status).toBe(true)
      const url = await send(key, bytes)
      stage.clock.offset += 5 * 86_400_000
      const [soon, later] = await Promise.all([fetch(first.body.data.links.url), fetch(url)])
      expect([soon.status, later.status]).toEqual([404, 200])
    },
  )

  test('tokens take no place of the keys that people make, and only tokens end together', async () => {
    const { user, name, password } = await stage.person()
    const sign = async () => {
      const body = new URLSearchParams({ email: `${name}@example.com`, password })
      return (await call<{ token: string }>(stage, 'tokens', { body })).body.data.token
    }
    const mine = await makeKey(stage.app, user, 'Lsky token')
    const tokens: string[] = []
    for (let count = 0; count < 12; count++) tokens.push(await sign())
    expect(await listKeys(stage.app, user)).toHaveLength(2 + 10)
    const answers = await Promise.all(tokens.map((key) => call(stage, 'profile', { key })))
    expect(answers.map(({ body }) => body.status)).toEqual(tokens.map((_, index) => index >= 2))
    for (let count = 2; count < 50; count++) await makeKey(stage.app, user, `key ${count}`)
    await expect(makeKey(stage.app, user, 'one more')).rejects.toThrow('50 keys')
    expect((await call(stage, 'tokens', { method: 'DELETE', key: tokens[11] })).body.status).toBe(true)
    expect((await call(stage, 'profile', { key: tokens[11] })).body.status).toBe(false)
    expect((await call(stage, 'profile', { key: mine.key })).body.status).toBe(true)
  })
})
