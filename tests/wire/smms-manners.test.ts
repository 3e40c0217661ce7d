import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { databases } from '../stage.ts'
import {
  call,
  filePart,
  newPicture,
  rawForm,
  rawFormType,
  sendRaw,
  stageForAll,
  textPart,
  upload,
  uploaded,
} from './smms-client.ts'

describe.each(databases)('SM.MS and the manners of clients, on %s', (database) => {
  const stage = stageForAll(database)

  test('a key is understood alone, after Basic and after Bearer', async () => {
    const { key, user } = await stage.person()
    for (const value of [key, `Basic ${key}`, `Bearer ${key}`, `basic  ${key} `]) {
      const headers = { authorization: value }
      const answer = await call<{ username: string }>(stage, 'profile', { method: 'POST', headers })
      expect(answer.body.data.username).toBe(user.name)
    }
  })

  test('what /profile is sent as a body does not matter', async () => {
    const { key } = await stage.person()
    const headers = { Authorization: key }
    const bodies: RequestInit[] = [
      { body: new FormData() },
      { headers: { 'Content-Type': 'multipart/form-data' } },
      { headers: { 'Content-Type': 'multipart/form-data' }, body: 'anything' },
      { headers: { 'Content-Type': 'application/json' }, body: '{' },
      { headers: { 'Content-Type': 'application/octet-stream' }, body: 'anything' },
      { headers: { 'Content-Type': 'form' }, body: 'anything' },
      { body: new URLSearchParams({ a: 'b' }) },
      {},
    ]
    for (const { body, headers: more } of bodies) {
      const init = { method: 'POST', headers: { ...headers, ...more }, ...(body && { body }) }
      expect((await call(stage, 'profile', init)).body.message).toBe('Get user profile success.')
    }
  })

  test('fields before, after and around the file, and files in other fields', async () => {
    const picture = await newPicture()
    const other = {
      headers: 'Content-Disposition: form-data; name="other"; filename="o.bin"',
      value: 'other bytes',
    }
    const body = rawForm([textPart('ssl', 'true'), other, filePart(picture), textPart('format', 'json')])
    const answer = await sendRaw(stage, {
      line: 'POST /api/v2/upload',
      headers: { ...rawFormType, 'Content-Length': body.length },
      body,
    })
    expect(answer.body).toMatchObject({
      success: true,
      data: { size: picture.length, filename: 'picture.png' },
    })
  })

  test('chunked transfer', async () => {
    const picture = await newPicture()
    const body = rawForm([filePart(picture), textPart('ssl', 'true')])
    const pieces = [body.subarray(0, 7), body.subarray(7, 150), body.subarray(150)]
    const chunks = pieces.flatMap((piece) => [`${piece.length.toString(16)}\r\n`, piece, '\r\n'])
    const answer = await sendRaw(stage, {
      line: 'POST /api/v2/upload',
      headers: { ...rawFormType, 'Transfer-Encoding': 'chunked' },
      body: Buffer.concat([...chunks, '0\r\n\r\n'].map((piece) => Buffer.from(piece as string))),
    })
    expect(answer.body).toMatchObject({ success: true, data: { size: picture.length } })
  })

  test('Expect: 100-continue', async () => {
    const body = rawForm([filePart(await newPicture())])
    const sent = request(`${stage.url}/api/v2/upload`, {
      method: 'POST',
      headers: { ...rawFormType, Expect: '100-continue', 'Content-Length': body.length },
    })
    const answered = new Promise<string>((resolve, reject) => {
      sent.on('continue', () => sent.end(body)).on('error', reject)
      sent.on('response', async (response) => resolve(Buffer.concat(await response.toArray()).toString()))
    })
    sent.flushHeaders()
    expect(JSON.parse(await answered)).toMatchObject({ success: true, message: 'Upload success.' })
  })

  test.each([
    ['a full path of Windows', 'C:\\Users\\me\\luo.png', 'luo.png'],
    ['a full path', '/home/me/pictures/luo.png', 'luo.png'],
    ['a way out', '../../../etc/passwd', 'passwd'],
    ['raw UTF-8', '图片 é.png', '图片 é.png'],
    ['no extension', 'luo', 'luo'],
    ['a wrong extension', 'luo.gif', 'luo.gif'],
  ])('the file name is %s', async (_what, filename, expected) => {
    const body = rawForm([filePart(await newPicture(), filename)])
    const headers = { ...rawFormType, 'Content-Length': body.length }
    const answer = await sendRaw(stage, { line: 'POST /api/v2/upload', headers, body })
    expect(answer.body.data.filename).toBe(expected)
    expect(answer.body.data.storename).toMatch(/^[A-Za-z0-9]{15}\.png$/)
  })

  test.each([
    ["RFC 5987's", `filename="a.png"; filename*=UTF-8''%E5%9B%BE.png`, '图.png'],
    ['mangled Latin-1', Buffer.from('filename="Ã©.png"'), 'é.png'],
    ['empty', 'filename=""', ''],
  ])('the file name is %s', async (_what, name, expected) => {
    const start = Buffer.from('Content-Disposition: form-data; name="smfile"; ')
    const headers = Buffer.concat([start, Buffer.from(name as string)])
    const body = rawForm([{ headers, value: await newPicture() }])
    const sent = {
      line: 'POST /api/v2/upload',
      headers: { ...rawFormType, 'Content-Length': body.length },
      body,
    }
    const { data } = (await sendRaw(stage, sent)).body
    expect(data.filename).toBe(expected === '' ? data.storename : expected)
  })

  test('the same file name twice makes two files', async () => {
    const first = await uploaded(stage, await newPicture(), { filename: 'same.png' })
    const second = await uploaded(stage, await newPicture(), { filename: 'same.png' })
    expect(first.filename).toBe(second.filename)
    expect(first.url).not.toBe(second.url)
  })

  test.each([
    'GET history',
    'GET clear',
    'GET upload_history?page=1',
    'GET delete/none?hash=none&format=json',
  ])('a body, or a content type without one, does not disturb %s', async (line) => {
    const { key } = await stage.person()
    const headers = { Authorization: key, 'Content-Type': 'multipart/form-data', 'Content-Length': 0 }
    const target = `${line.replace(' ', ' /api/v2/')}`
    const bare = await sendRaw(stage, { line: target, headers })
    expect(bare.body.RequestId).toBeTypeOf('string')
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', 'format=json'],
      ['multipart/form-data; boundary=b', rawForm([textPart('format', 'json')])],
      ['multipart/form-data', 'anything'],
      ['text', 'anything'],
    ] as const) {
      const length = Buffer.byteLength(body)
      const sent = {
        line: target,
        headers: { ...headers, 'Content-Type': type, 'Content-Length': length },
        body,
      }
      expect((await sendRaw(stage, sent)).body.message).toBe(bare.body.message)
    }
  })

  test('a form on GET may ask for XML', async () => {
    const body = 'format=xml'
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length }
    const answer = await sendRaw(stage, { line: 'GET /api/v2/clear', headers, body })
    expect(answer.all).toContain('<message>Clear list success.</message>')
  })

  test('every address with a slash at its end, no POST redirected', async () => {
    const { key, name, password } = await stage.person()
    const body = new URLSearchParams({ username: name, password })
    const headers = { Authorization: key }
    expect((await call(stage, 'token/', { method: 'POST', body })).body.success).toBe(true)
    expect((await call(stage, 'profile/', { method: 'POST', headers })).body.success).toBe(true)
    const image = (await upload(stage, await newPicture(), { key, path: 'upload/?format=json' })).body.data
    for (const path of ['history/', 'clear/', 'upload_history/?page=1', `delete/${image.hash}/`]) {
      const answer = await call(stage, path, { headers })
      expect(answer.status).toBe(200)
      expect(answer.body.success).toBe(true)
    }
  })

  test('web pages of any site may ask', async () => {
    const origin = { Origin: 'https://example.com' }
    const asked = await fetch(`${stage.url}/api/v2/upload`, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    })
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization')
    const answer = await upload(stage, await newPicture(), { headers: origin })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const refused = await call(stage, 'upload', { method: 'POST', headers: origin })
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
  })

  describe('PicGo', () => {
    const headers = { 'User-Agent': 'PicGo' }

    test('is told of success in the word it knows, over a connection that ends', async () => {
      const picture = await newPicture()
      const first = await upload(stage, picture, { headers })
      expect(first.body).toMatchObject({ success: true, code: 'success', message: 'success' })
      expect(first.headers.get('connection')).toBe('close')
      const again = await upload(stage, picture, { headers })
      expect(again.status).toBe(200)
      expect(again.body).toEqual({ ...first.body, RequestId: again.body.RequestId })
      expect(again.headers.get('connection')).toBe('close')
    })

    test('is told of refusals as everybody is, over a connection that ends', async () => {
      const answer = await upload(stage, Buffer.from('no picture'), { headers })
      expect(answer.body).toMatchObject({ success: false, message: 'Unavailable image format' })
      expect(answer.headers.get('connection')).toBe('close')
      const unknown = await call(stage, 'nothing', { headers })
      expect(unknown.headers.get('connection')).toBe('close')
    })

    test('has a name of its own: others are answered as documented', async () => {
      for (const agent of ['PicGo/2.3', 'picgo', 'PicList']) {
        const answer = await upload(stage, await newPicture(), { headers: { 'User-Agent': agent } })
        expect(answer.body.message).toBe('Upload success.')
        expect(answer.headers.get('connection')).not.toBe('close')
      }
    })
  })
})
