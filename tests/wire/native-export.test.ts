import { describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/core/settings.ts'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { samplePng } from '../pictures.ts'
import { databases } from '../stage.ts'
import { call, type Refused, sendMedia } from './native-client.ts'
import { stageForAll } from './smms-client.ts'

describe.each(databases)('what is one’s own, on %s', (database) => {
  const stage = stageForAll(database)

  test('everything of an account is one ZIP, without what others have', async () => {
    const [anna, ben] = [await stage.person(), await stage.person()]
    for (const [person, name] of [
      [anna, 'first.png'],
      [anna, 'second.png'],
      [ben, 'other.png'],
    ] as const) {
      await sendMedia(stage, { key: person.key, bytes: await samplePng(), name, fields: { again: '1' } })
    }
    const answer = await fetch(`${stage.url}/api/account/archive`, { headers: { authorization: anna.key } })
    expect(answer.headers.get('content-type')).toBe('application/zip')
    expect(answer.headers.get('content-disposition')).toContain(`filename="${anna.name}.zip"`)
    const bytes = Buffer.from(await answer.arrayBuffer()).toString('latin1')
    expect(bytes).toContain('first.png')
    expect(bytes).toContain('second.png')
    expect(bytes).not.toContain('other.png')
    expect((await call<Refused>(stage, 'GET /api/account/archive')).body.error.code).toBe('key-missing')
  })

  test('what tools sent from an address is shown only where the site does', async () => {
    const form = new FormData()
    form.append('smfile', new Blob([new Uint8Array(await samplePng())]), 'from a tool.png')
    await fetch(`${stage.url}/api/v2/upload`, { method: 'POST', body: form })
    expect((await call<Refused>(stage, 'GET /api/history')).body.error.code).toBe('forbidden')
    await saveSettings(stage.app.db, { 'history-by-address': true })
    const { body } = await call<MediaList>(stage, 'GET /api/history')
    expect(body.items.map(({ filename }) => filename)).toEqual(['from a tool.png'])
    expect(body.items[0]).toMatchObject({ mine: false })
    expect(body.items[0]).not.toHaveProperty('deletionUrl')
  })
})
