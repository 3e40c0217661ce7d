import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { cookieOf } from './native-client.ts'
import { expectNothingLeft, newPicture, stageForAll } from './smms-client.ts'
import { browser, type Visit, visit } from './web-visitor.ts'

type File = { bytes: Buffer; name: string }

function sendMany(
  stage: Stage,
  files: readonly File[],
  fields: Record<string, string> = {},
  headers?: Record<string, string>,
): Promise<Visit> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  for (const { bytes, name } of files) body.append('file', new Blob([new Uint8Array(bytes)]), name)
  return visit(stage, '/upload', { method: 'POST', body, ...(headers && { headers }) })
}

describe.each(databases)('several files in the plain form, on %s', (database) => {
  const stage = stageForAll(database)
  const location = (sent: Visit) => new URL(sent.headers.get('location') ?? '', 'http://x')
  const rowsOf = (ids: string[]) =>
    stage.app.db
      .selectFrom('media')
      .select(['id', 'title', 'visibility', 'guest_id', 'original_name'])
      .where('id', 'in', ids)
      .orderBy('id')
      .execute()

  test('all arrive, in order, with the fields before them, and belong to this browser', async () => {
    const files = [
      { bytes: await newPicture(), name: 'one.png' },
      { bytes: await newPicture(), name: 'two.png' },
    ]
    const urls = ` data:image/png;base64,${(await newPicture()).toString('base64')}\r\n`
    const sent = await sendMany(stage, files, { title: 'T', visibility: 'private', filename: 'x', urls })
    expect(sent.status).toBe(303)
    const { pathname, search } = location(sent)
    expect([pathname, search]).toEqual([expect.stringMatching(/^\/r\/\w{29}\.\w{29}\.\w{29}$/), ''])
    const rows = await rowsOf(pathname.slice(3).split('.'))
    expect(rows.map((row) => row.original_name)).toEqual(['one.png', 'two.png', ''])
    expect(new Set(rows.map((row) => `${row.title} ${row.visibility}`))).toEqual(new Set(['T private']))
    expect(cookieOf(sent, 'tintype_guest')).toMatch(/^\w{43}$/)
    expect(new Set(rows.map((row) => row.guest_id)).size).toBe(1)
  })

  test('those that fail are named, the others are kept', async () => {
    const words = { bytes: Buffer.from('just some words'), name: 'a: note & more.txt' }
    const sent = await sendMany(stage, [words, { bytes: await newPicture(), name: 'b.png' }, words], {
      urls: 'http://127.0.0.1/x.png',
    })
    const { pathname, searchParams } = location(sent)
    expect(pathname).toMatch(/^\/r\/\w{11}$/)
    expect(searchParams.getAll('failed')).toEqual([
      'a: note & more.txt:unsupported',
      'a: note & more.txt:unsupported',
      'http://127.0.0.1/x.png:url-disabled',
    ])
    const none = await sendMany(stage, [words, words])
    expect(none.status).toBe(415)
    expect((await sendMany(stage, [{ bytes: Buffer.alloc(0), name: '' }])).status).toBe(400)
    const wrong = await sendMany(stage, [{ bytes: await newPicture(), name: 'c.png' }], { nsfw: 'maybe' })
    expect(wrong.status).toBe(400)
  })

  test('one alone leads to its viewer', async () => {
    const urls = `data:image/png;base64,${(await newPicture()).toString('base64')}`
    const sent = await sendMany(stage, [{ bytes: Buffer.alloc(0), name: '' }], { urls })
    expect(location(sent).pathname).toMatch(/^\/image\//)
  })

  test('guests agree to the terms, where there are some, before anything is taken', async () => {
    await using own = await openStage({ database })
    await writeSetting(own.app, 'terms', 'Be kind.')
    const files = [{ bytes: await newPicture(), name: 'a.png' }]
    const urls = `data:image/png;base64,${(await newPicture()).toString('base64')}`
    const silent = await sendMany(own, files)
    expect([silent.status, silent.text]).toEqual([
      400,
      expect.stringContaining('Please agree to the terms of use first'),
    ])
    const chinese = await sendMany(own, [], { urls }, { ...browser, 'accept-language': 'zh-CN' })
    expect([chinese.status, chinese.text]).toEqual([400, expect.stringContaining('请先同意使用条款')])
    expect(await own.app.db.selectFrom('media').select('id').execute()).toEqual([])
    expect((await sendMany(own, files, { terms: '1' })).status).toBe(303)
    expect((await sendMany(own, [], { urls, terms: '1' })).status).toBe(303)
    const { key } = await own.person()
    const more = [{ bytes: await newPicture(), name: 'b.png' }]
    expect((await sendMany(own, more, {}, { ...browser, 'x-api-key': key })).status).toBe(303)
    await expectNothingLeft(own)
  })

  test('limits hold for each file, and a form cut off leaves what had come', async () => {
    await using own = await openStage({ database })
    await changeGroup(own.app, 'guests', { field: 'max-file-bytes', value: '20000' })
    const large = { bytes: Buffer.alloc(30_000), name: 'large.png' }
    const sent = await sendMany(own, [large, { bytes: await newPicture(), name: 'small.png' }, large])
    expect(location(sent).searchParams.getAll('failed')).toEqual([
      'large.png:too-large',
      'large.png:too-large',
    ])
    await changeGroup(own.app, 'guests', { field: 'uploads-per-minute', value: '5' })
    const files = [
      { bytes: await newPicture(), name: '1.png' },
      { bytes: await newPicture(), name: '2.png' },
      { bytes: await newPicture(), name: '3.png' },
    ]
    const flooded = await sendMany(own, files)
    expect(location(flooded).searchParams.getAll('failed')).toEqual(['3.png:flood'])
    expect((await sendMany(own, files)).status).toBe(429)
    await changeGroup(own.app, 'guests', { field: 'uploads-per-minute', value: '500' })
    const picture = await newPicture()
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\n'
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const body = `${head}${picture.toString('latin1')}\r\n${head}cut`
    const cut = await fetch(`${own.url}/upload`, {
      method: 'POST',
      headers,
      body: Buffer.from(body, 'latin1'),
      redirect: 'manual',
    })
    expect(cut.status).toBe(400)
    await writeSetting(own.app, 'guest-doors', 'smms')
    expect((await sendMany(own, files)).status).toBe(403)
    await expectNothingLeft(own)
  })
})
