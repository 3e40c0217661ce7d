import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { samplePhoto } from '../pictures.ts'
import { databases } from '../stage.ts'
import { filePart, type Image, newPicture, rawForm, sendRaw, shapeOf, stageForAll } from './smms-client.ts'

type SeeImage = Image & { upload_status: number }
type Body<Data = SeeImage> = { code: number | string; success: boolean; message: string; data: Data }
type Reply<Data = SeeImage> = { status: number; headers: Headers; body: Body<Data> }

/** The example of S.EE's own documents. */
const golden: Body = JSON.parse(readFileSync(join(import.meta.dirname, 'golden/see-upload.json'), 'utf8'))

describe.each(databases)("S.EE's file API, on %s", (database) => {
  const stage = stageForAll(database)

  const call = async <Data = SeeImage>(path: string, init: RequestInit = {}): Promise<Reply<Data>> => {
    const response = await fetch(`${stage.url}/api/v1/${path}`, { redirect: 'manual', ...init })
    const body = (await response.json()) as Body<Data>
    return { status: response.status, headers: response.headers, body }
  }
  const send = (
    bytes: Buffer,
    { key, fields = {}, field = 'smfile', filename = 'my-cat.png' }: SendOptions = {},
  ) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append(field, new Blob([new Uint8Array(bytes)]), filename)
    const headers = key === undefined ? {} : { Authorization: key }
    return call('file/upload', { method: 'POST', body, headers })
  }
  const list = (key: string, query = '') =>
    call<SeeImage[]>(`files${query}`, { headers: { Authorization: key } })
  type SendOptions = { key?: string; fields?: Record<string, string>; field?: string; filename?: string }

  test('an upload is answered as documented, and its file is the bytes that were sent', async () => {
    const { key } = await stage.person()
    const photo = await samplePhoto()
    const { status, headers, body } = await send(photo, { key, filename: 'my-cat.jpg' })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(shapeOf(body)).toEqual(shapeOf(golden))
    expect(Object.keys(body.data)).toEqual(Object.keys(golden.data))
    expect(body).toMatchObject({ code: 200, success: true, message: 'success' })
    const { data } = body
    expect(data).toMatchObject({
      width: 800,
      height: 600,
      size: photo.length,
      filename: 'my-cat.jpg',
      storename: 'my-cat.jpg',
      upload_status: 2,
    })
    expect(data.path).toMatch(/^\/\d{4}\/\d\d\/\d\d\/my-cat\.jpg$/)
    expect(data.url).toBe(`${stage.url}/images${data.path}`)
    expect(data.delete).toBe(`${stage.url}/delete/${data.hash}`)
    expect(data.page).toMatch(/\/image\/my-cat\.[A-Za-z0-9]+$/)
    expect((await fetch(data.page)).status).toBe(200)
    const file = await fetch(data.url)
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
  })

  test('the file may be in `file`, the address end with a slash, the key come after Bearer', async () => {
    const { key } = await stage.person()
    const sent = await send(await newPicture(), { key: `Bearer ${key}`, field: 'file' })
    expect(sent.body.message).toBe('success')
    const body = new FormData()
    body.append('smfile', new Blob([new Uint8Array(await newPicture())]), 'x.png')
    const slashed = await call('file/upload/', { method: 'POST', body, headers: { Authorization: key } })
    expect(slashed.body.code).toBe(200)
  })

  test('PicGo is told of the end of the connection', async () => {
    const { key } = await stage.person()
    const body = rawForm([filePart(await newPicture())])
    const headers = {
      'User-Agent': 'PicGo',
      Authorization: key,
      Connection: 'keep-alive',
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': body.length,
    }
    const answer = await sendRaw(stage, { line: 'POST /api/v1/file/upload', headers, body })
    expect(answer.all).toMatch(/^connection: close\r$/im)
    expect(answer.body).toMatchObject({ code: 200, message: 'success' })
  })

  test('the same bytes again are a success with the file that is there', async () => {
    const { key } = await stage.person()
    const picture = await newPicture()
    const first = await send(picture, { key })
    const again = await send(picture, { key, filename: 'other.png' })
    expect(again.body).toEqual(first.body)
  })

  test('custom_slug is the words of the page, domain is not looked at', async () => {
    const { key } = await stage.person()
    const fields = { custom_slug: 'my-image', domain: 'sm.ms' }
    const { data } = (await send(await newPicture(), { key, fields })).body
    expect(data.page).toMatch(/\/image\/my-image\.[A-Za-z0-9]+$/)
    expect(data.url).toContain(stage.url)
  })

  test('is_private: only its owner sees it, also when the same bytes are there by link', async () => {
    const { key } = await stage.person()
    const picture = await newPicture()
    const open = await send(picture, { key })
    for (const is_private of ['1', 'true']) {
      const { data } = (await send(picture, { key, fields: { is_private } })).body
      expect(data.hash).not.toBe(open.body.data.hash)
      expect((await fetch(data.url)).status).toBe(404)
    }
    expect((await fetch(open.body.data.url)).status).toBe(200)
    const { data } = (await send(await newPicture(), { key, fields: { is_private: '0' } })).body
    expect((await fetch(data.url)).status).toBe(200)
    const odd = await send(await newPicture(), { key, fields: { is_private: 'maybe' } })
    expect(odd.body).toEqual({ code: 400, success: false, message: 'is_private is neither yes nor no.' })
  })

  test('the list has 30 a page, the newest first, with times in seconds', async () => {
    const { key } = await stage.person()
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '1000' })
    const sent: SeeImage[] = []
    for (let count = 0; count < 31; count++) {
      sent.unshift((await send(await newPicture(), { key })).body.data)
    }
    const { body, headers } = await list(key)
    expect(body).toMatchObject({ code: 200, success: true, message: 'success' })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body.data).toHaveLength(30)
    const { created_at, ...newest } = body.data[0] ?? {}
    const { upload_status, ...uploaded } = sent[0] ?? {}
    expect(newest).toEqual(uploaded)
    expect(Math.abs(Number(created_at) - Date.now() / 1000)).toBeLessThan(60)
    expect(body.data.map(({ hash }) => hash)).toEqual(sent.slice(0, 30).map(({ hash }) => hash))
    expect((await list(key, '?page=2')).body.data.map(({ hash }) => hash)).toEqual([sent[30]?.hash])
    expect((await list(key, '?page=3')).body.data).toEqual([])
  })

  test('a deletion says a word, a second one is refused', async () => {
    const { key } = await stage.person()
    for (const method of ['GET', 'POST']) {
      const { hash, url } = (await send(await newPicture(), { key })).body.data
      const path = `file/delete/${hash}`
      expect((await fetch(`${stage.url}/api/v1/${path}`, { method: 'HEAD' })).status).not.toBe(500)
      expect((await fetch(url)).status).toBe(200)
      const { status, body } = await call(path, { method })
      expect(status).toBe(200)
      expect(body).toEqual({ code: 'success', success: true, message: 'File delete success.' })
      expect((await fetch(url)).status).toBe(404)
      expect((await call(path)).body).toEqual({
        code: 404,
        success: false,
        message: 'File already deleted.',
      })
    }
    expect((await call('file/delete/unknown')).body.message).toBe('File not found.')
  })

  test('without a key: refused, until the operator opens this door', async () => {
    expect((await send(await newPicture())).body).toEqual({
      code: 401,
      success: false,
      message: 'Authorization is required.',
    })
    expect((await list('wrong')).body.message).toBe('Invalid Authorization.')
    expect((await call('files')).body).toMatchObject({ code: 401, success: false })
    await writeSetting(stage.app, 'guest-doors', 'see')
    try {
      const guest = await send(await newPicture())
      expect(guest.body).toMatchObject({ code: 200, success: true })
      const secret = await send(await newPicture(), { fields: { is_private: '1' } })
      expect(secret.body).toMatchObject({ code: 401, success: false })
    } finally {
      await writeSetting(stage.app, 'guest-doors', 'smms,web')
    }
  })

  test('refusals are 200 with words, malformed bodies and odd addresses as well', async () => {
    const { key } = await stage.person()
    const headers = { Authorization: key }
    const cases: [RequestInit, string, number][] = [
      [{ body: new FormData() }, 'No files were uploaded.', 400],
      [{}, 'No files were uploaded.', 400],
      [{ body: '{', headers: { ...headers, 'Content-Type': 'application/json' } }, 'JSON', 400],
      [{ body: 'x', headers: { ...headers, 'Content-Type': 'multipart/form-data; boundary=b' } }, '', 400],
    ]
    for (const [init, message, code] of cases) {
      const { status, body } = await call('file/upload', { method: 'POST', headers, ...init })
      expect(status).toBe(200)
      expect(body).toMatchObject({ code, success: false, message: expect.stringContaining(message) })
    }
    expect((await send(Buffer.from('no picture'), { key })).body).toMatchObject({ code: 415, success: false })
    expect((await send(Buffer.alloc(0), { key })).body.message).toBe('File is empty.')
    for (const path of ['file', 'file/other', 'file/upload/more']) {
      const nowhere = await call(path, { headers })
      expect(nowhere.status).toBe(404)
      expect(nowhere.body).toEqual({ code: 404, success: false, message: 'There is no such call.' })
    }
    expect((await call('file/upload', { headers })).status).toBe(404)
  })

  test('too large is 413, too often 429 with Retry-After', async () => {
    const { key } = await stage.person()
    await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: '1000' })
    const large = await send(Buffer.alloc(5000, 1), { key })
    await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: '100000000' })
    expect([large.status, large.body.code]).toEqual([413, 413])
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '1' })
    await send(await newPicture(), { key })
    const often = await send(await newPicture(), { key })
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '1000' })
    expect([often.status, often.body.code]).toEqual([429, 429])
    expect(Number(often.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('pages of other sites may speak it', async () => {
    const answer = await fetch(`${stage.url}/api/v1/file/upload`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://example.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/Authorization/)
  })
})
