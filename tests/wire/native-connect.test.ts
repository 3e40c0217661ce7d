import { describe, expect, test } from 'vitest'
import { tools } from '../../src/connect/tools.ts'
import { writeSetting } from '../../src/core/settings.ts'
import type { Connection, ConnectTool } from '../../src/dialects/native/wire-connect.ts'
import { databases } from '../stage.ts'
import { openBrowser, type Refused } from './browser.ts'
import { call } from './native-client.ts'
import { stageForAll } from './smms-client.ts'

describe.each(databases)('connecting tools, on %s', (database) => {
  const stage = stageForAll(database)

  test('anybody sees which tools there are, in their language', async () => {
    const { status, body } = await call<{ items: ConnectTool[] }>(stage, 'GET /api/connect?language=zh-CN')
    expect(status).toBe(200)
    expect(body.items.map(({ id }) => id)).toEqual(tools.map(({ id }) => id))
    expect(body.items[0]).toMatchObject({
      id: 'picgo',
      kind: 'apps',
      keyless: false,
      about: '桌面上传工具，也供编辑器调用',
    })
    expect((await call(stage, 'GET /api/connect?language=tlh')).status).toBe(400)
  })

  test('a key is made for the tool, named like it, and opens the door', async () => {
    await writeSetting(stage.app, 'site-name', '画廊')
    const browser = openBrowser(stage)
    await browser.signIn(await stage.person({ name: 'connecting' }))
    const { status, body } = await browser.call<Connection>('/api/connect/sharex', { method: 'POST' })
    expect(status).toBe(201)
    const { items } = (await browser.call<{ items: { id: string; label: string }[] }>('/api/keys')).body
    expect(items.at(-1)).toMatchObject({ ...body.key, label: 'ShareX' })
    const sxcu = JSON.parse(body.ways[0]?.steps[0]?.file?.text ?? '{}')
    expect(sxcu).toMatchObject({ Name: '画廊', RequestURL: `${stage.url}/api/media` })
    const key = sxcu.Headers.Authorization.replace('Bearer ', '')
    const asked = await call<{ me?: { name: string } }>(stage, 'GET /api/site', { key })
    expect(asked.body.me?.name).toBe('connecting')
    expect(JSON.stringify((await browser.call('/api/keys')).body)).not.toContain(key)
  })

  test('a button for forums makes no key', async () => {
    const browser = openBrowser(stage)
    await browser.signIn(await stage.person({ name: 'forum' }))
    const { status, body } = await browser.call<Connection>('/api/connect/phpbb?language=zh-CN', {
      method: 'POST',
    })
    expect([status, body.key]).toEqual([201, undefined])
    expect(body.ways[0]?.steps[0]?.code).toContain(`${stage.url}/pup.js`)
    expect(body.ways[0]?.name).toBe('上传按钮')
    expect((await browser.call<{ items: unknown[] }>('/api/keys')).body.items).toHaveLength(1)
  })

  test('neither guests nor keys may, other sites neither, and there is no other tool', async () => {
    const person = await stage.person({ name: 'keyed' })
    expect((await call<Refused>(stage, 'POST /api/connect/picgo')).body.error.code).toBe('key-missing')
    const { key } = person
    expect((await call<Refused>(stage, 'POST /api/connect/picgo', { key })).body.error.code).toBe('forbidden')
    const browser = openBrowser(stage)
    await browser.signIn(person)
    const headers = { 'sec-fetch-site': 'cross-site' }
    const crossed = await browser.call<Refused>('/api/connect/picgo', { method: 'POST', headers })
    expect(crossed.body.error.code).toBe('forbidden')
    const missing = await browser.call<Refused>('/api/connect/pigeon', { method: 'POST' })
    expect([missing.status, missing.body.error.code]).toEqual([404, 'not-found'])
    expect((await browser.call<{ items: unknown[] }>('/api/keys')).body.items).toHaveLength(1)
  })
})
