import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { Upload } from 'tus-js-client'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { sweep } from '../../src/core/sweep.ts'
import type { Media, UploadState } from '../../src/dialects/native/wire-media.ts'
import { databases, openStage, type Stage } from '../stage.ts'
import { call, cookieOf, type Refused, sendMedia } from './native-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'

const protocol = { 'tus-resumable': '1.0.0' }
const partType = { 'content-type': 'application/offset+octet-stream' }

type Headers = Record<string, string>
type Told = { status: number; headers: globalThis.Headers; body: string }

async function ask(
  stage: Stage,
  method: string,
  path: string,
  headers: Headers,
  body?: Uint8Array,
): Promise<Told> {
  const answer = await fetch(stage.url + path, {
    method,
    headers: { ...protocol, ...headers },
    body: body ? new Uint8Array(body) : null,
  })
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

function metadata(fields: Record<string, string>): Headers {
  const pairs = Object.entries(fields).map(
    ([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`,
  )
  return { 'upload-metadata': pairs.join(',') }
}

const begin = (stage: Stage, size: number, headers: Headers = {}) =>
  ask(stage, 'POST', '/api/uploads', { 'upload-length': String(size), ...headers })
const send = (stage: Stage, path: string, offset: number, part: Uint8Array, headers: Headers = {}) =>
  ask(stage, 'PATCH', path, { ...partType, 'upload-offset': String(offset), ...headers }, part)
const where = (answer: Told) => answer.headers.get('location') ?? ''
const kept = (stage: Stage) => readdir(join(stage.folder, 'resumable')).catch(() => [])
const codeOf = (answer: Told) => (JSON.parse(answer.body) as Refused).error.code

describe.each(databases)('uploads in parts, on %s', (database) => {
  const stage = stageForAll(database)

  test('by tus-js-client: in chunks, with all that may be said', async () => {
    const { key } = await stage.person()
    const bytes = await newPicture()
    const done = await new Promise<Media>((resolve, reject) => {
      new Upload(bytes, {
        endpoint: `${stage.url}/api/uploads`,
        chunkSize: 100,
        headers: { authorization: key },
        metadata: {
          filename: 'été.png',
          title: 'In parts',
          tags: 'a,b',
          visibility: 'public',
          filetype: 'image/png',
        },
        onError: reject,
        onSuccess: ({ lastResponse }) => resolve(JSON.parse(lastResponse.getBody())),
      }).start()
    })
    expect(done).toMatchObject({
      filename: 'été.png',
      title: 'In parts',
      tags: ['a', 'b'],
      visibility: 'public',
      mine: true,
    })
    expect(Buffer.from(await (await fetch(done.file.url)).arrayBuffer()).length).toBe(done.file.size)
  })

  test('a part that is refused leaves its connection to the requests that follow', async () => {
    const { key } = await stage.person()
    const who = { authorization: key, ...protocol }
    const bytes = Buffer.alloc(800_000)
    const path = where(await begin(stage, 2 * bytes.length, who))
    using agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
      [Symbol.dispose]: () => agent.destroy(),
    })
    const told: [status: number | undefined, sameConnection: boolean][] = []
    for (const [method, offset] of [
      ['PATCH', 0],
      ['PATCH', 0],
      ['GET', undefined],
    ] as const) {
      const headers = { ...who, ...(offset !== undefined && { ...partType, 'upload-offset': offset }) }
      const sent = request(stage.url + path, { method, agent, headers })
      sent.end(offset === undefined ? undefined : bytes)
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      answer.resume()
      await once(answer, 'end')
      told.push([answer.statusCode, sent.reusedSocket])
    }
    expect(told).toEqual([
      [204, false],
      [409, true],
      [200, true],
    ])
  })

  test('go on where they broke off, and whoever lost the answer asks for it', async () => {
    const { key } = await stage.person()
    const who = { authorization: key }
    const bytes = await newPicture()
    const path = where(await begin(stage, bytes.length, { ...who, ...metadata({ filename: 'a.png' }) }))
    expect(path).toMatch(/^\/api\/uploads\/\w{22}$/)
    const first = await send(stage, path, 0, bytes.subarray(0, 70), who)
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '70'])
    expect(first.headers.get('upload-expires')).toBeTruthy()
    const wrong = await send(stage, path, 20, bytes.subarray(20), who)
    expect([wrong.status, codeOf(wrong)]).toEqual([409, 'bad-input'])
    const head = await ask(stage, 'HEAD', path, who)
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
      200,
      '70',
      String(bytes.length),
    ])
    const state = await call<UploadState>(stage, `GET ${path}` as 'GET /api/', { key })
    expect(state.body).toMatchObject({ size: bytes.length, offset: 70 })
    expect(state.body.media).toBeUndefined()
    const last = await send(stage, path, 70, bytes.subarray(70), who)
    const media = JSON.parse(last.body) as Media
    expect([last.status, media.filename]).toEqual([200, 'a.png'])
    for (const _ of [1, 2]) {
      const again = await call<UploadState>(stage, `GET ${path}` as 'GET /api/', { key })
      expect(again.body).toMatchObject({ offset: bytes.length, media: { id: media.id } })
    }
    const after = await ask(stage, 'HEAD', path, who)
    expect(after.headers.get('upload-offset')).toBe(String(bytes.length))
    const rows = await stage.app.db
      .selectFrom('media')
      .select('id')
      .where('original_name', '=', 'a.png')
      .execute()
    expect(rows).toHaveLength(1)
  })

  test('are taken in once, however many ask at once', async () => {
    const { key } = await stage.person()
    const bytes = await newPicture()
    const path = where(await begin(stage, bytes.length, { authorization: key, ...metadata({ again: '1' }) }))
    const asks = [send(stage, path, 0, bytes, { authorization: key })]
    for (let at = 0; at < 6; at++) asks.push(ask(stage, 'GET', path, { authorization: key }))
    await Promise.all(asks)
    const done = await call<UploadState>(stage, `GET ${path}` as 'GET /api/', { key })
    const rows = await stage.app.db
      .selectFrom('media')
      .select('id')
      .where('digest', '=', await digestOf(stage, done.body.media?.id))
      .execute()
    expect(rows).toHaveLength(1)
  })

  test('belong to who began them', async () => {
    const [me, other] = [await stage.person(), await stage.person()]
    const bytes = await newPicture()
    const path = where(await begin(stage, bytes.length, { authorization: me.key }))
    for (const [method, more] of [
      ['PATCH', { ...partType, 'upload-offset': '0' }],
      ['HEAD', {}],
      ['GET', {}],
      ['DELETE', {}],
    ] as const) {
      const theirs = await ask(
        stage,
        method,
        path,
        { ...more, authorization: other.key },
        method === 'PATCH' ? bytes : undefined,
      )
      const nobody = await ask(stage, method, path, { ...more }, method === 'PATCH' ? bytes : undefined)
      expect([method, theirs.status, nobody.status]).toEqual([method, 404, 401])
    }
    const begun = await begin(stage, bytes.length)
    const cookie = `tintype_guest=${cookieOf(begun, 'tintype_guest')}`
    expect((await send(stage, where(begun), 0, bytes)).status).toBe(404)
    const forged = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }
    expect((await send(stage, where(begun), 0, bytes, forged)).status).toBe(403)
    expect((await begin(stage, 10, forged)).status).toBe(403)
    const done = await send(stage, where(begun), 0, bytes, { cookie })
    expect([done.status, JSON.parse(done.body)]).toMatchObject([200, { mine: true }])
    expect((await ask(stage, 'DELETE', path, { authorization: me.key })).status).toBe(204)
    expect((await ask(stage, 'HEAD', path, { authorization: me.key })).status).toBe(404)
  })

  test('are refused early and in our words, and leave nothing', async () => {
    await using own = await openStage({ database })
    await changeGroup(own.app, 'guests', { field: 'max-file-bytes', value: '2000' })
    const large = await begin(own, 3000)
    expect([large.status, JSON.parse(large.body).error]).toMatchObject([
      413,
      { code: 'too-large', limit: 2000 },
    ])
    const { key } = await own.person()
    const who = { authorization: key }
    const cases: [Headers, number, string][] = [
      [{ 'upload-length': '0' }, 400, 'empty-source'],
      [{ 'upload-length': 'many' }, 400, 'bad-input'],
      [{ 'upload-defer-length': '1' }, 501, 'bad-input'],
      [{ 'upload-length': '10', 'tus-resumable': '0.2' }, 400, 'bad-input'],
      [{ 'upload-length': '10', 'upload-metadata': 'a b c,,' }, 400, 'bad-input'],
      [{ 'upload-length': '10', ...metadata({ nsfw: 'maybe' }) }, 400, 'bad-input'],
      [{ 'upload-length': '10', ...metadata({ albumId: 'gone' }) }, 400, 'bad-album'],
      [{ 'upload-length': '10', ...metadata({ categoryId: '99' }) }, 400, 'bad-category'],
      [{ 'upload-length': '10', authorization: 'wrong' }, 401, 'key-invalid'],
    ]
    for (const [headers, status, code] of cases) {
      const refused = await ask(own, 'POST', '/api/uploads', { ...who, ...headers })
      expect([headers, refused.status, codeOf(refused)]).toEqual([headers, status, code])
    }
    expect((await ask(own, 'HEAD', '/api/uploads/..%2f..%2fsecret', who)).status).toBe(404)
    expect(await kept(own)).toEqual([])
    const bytes = await newPicture()
    const path = where(await begin(own, bytes.length, who))
    const tooMuch = await send(own, path, 0, Buffer.concat([bytes, bytes]), who)
    expect([tooMuch.status, codeOf(tooMuch)]).toEqual([413, 'too-large'])
    expect((await send(own, path, 0, bytes, who)).status).toBe(200)
  })

  test('what is no picture is refused each time it is asked for, and its bytes are gone', async () => {
    const { key } = await stage.person()
    const bytes = Buffer.from('these are just some words, no picture at all')
    const path = where(await begin(stage, bytes.length, { authorization: key }))
    const refused = await send(stage, path, 0, bytes, { authorization: key })
    expect([refused.status, codeOf(refused)]).toEqual([415, 'unsupported'])
    const again = await call<Refused>(stage, `GET ${path}` as 'GET /api/', { key })
    expect([again.status, again.body.error.code]).toEqual([415, 'unsupported'])
    expect(await readdir(join(stage.folder, 'resumable', path.slice(-22)))).toEqual(['state.json'])
    const first = await newPicture()
    const { body: media } = await sendMedia(stage, { key, bytes: first })
    const second = where(await begin(stage, first.length, { authorization: key }))
    const repeated = await send(stage, second, 0, first, { authorization: key })
    expect([repeated.status, JSON.parse(repeated.body).error]).toMatchObject([
      409,
      { code: 'duplicate', mediaId: media.id },
    ])
  })

  test('are forgotten after a day', async () => {
    await using own = await openStage({ database })
    const { key } = await own.person()
    const path = where(await begin(own, 100, { authorization: key }))
    own.clock.offset += 23 * 3_600_000
    await sweep(own.app, { minAge: 0 })
    expect(await kept(own)).toHaveLength(1)
    own.clock.offset += 2 * 3_600_000
    expect((await ask(own, 'HEAD', path, { authorization: key })).status).toBe(404)
    await sweep(own.app, { minAge: 0 })
    expect(await kept(own)).toEqual([])
  })
})

async function digestOf(stage: Stage, id = ''): Promise<string> {
  const row = await stage.app.db
    .selectFrom('media')
    .select('digest')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.digest
}
