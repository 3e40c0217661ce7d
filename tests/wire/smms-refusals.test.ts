import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { sampleGif } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import {
  call,
  expectNothingLeft,
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

const line = 'POST /api/v2/upload'

describe.each(databases)('SM.MS refusals, on %s', (database) => {
  const stage = stageForAll(database)

  test('a refusal is an envelope with status 200 and nothing else', async () => {
    const { status, headers, body } = await upload(stage, Buffer.from('no picture at all'), {
      filename: 'a.png',
    })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      success: false,
      code: 'invalid_size',
      message: 'Unavailable image format',
      RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    })
  })

  test('bytes that are no picture, whatever their name', async () => {
    const whole = await newPicture()
    const html = Buffer.from('<html><script>alert(1)</script></html>')
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
    for (const bytes of [
      html,
      svg,
      Buffer.from('PK\x03\x04zip'),
      whole.subarray(0, 40),
      Buffer.alloc(5000),
    ]) {
      const answer = await upload(stage, bytes, { filename: 'photo.png' })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ success: false, message: 'Unavailable image format' })
    }
  })

  test('an empty file', async () => {
    const answer = await upload(stage, Buffer.alloc(0))
    expect(answer.body).toMatchObject({ success: false, message: 'File is empty.' })
  })

  test('no file', async () => {
    const bodies: RequestInit[] = [
      {},
      { body: new FormData() },
      { body: new URLSearchParams({ smfile: 'text' }) },
      { body: '{"smfile":"text"}', headers: { 'Content-Type': 'application/json' } },
      { headers: { 'Content-Type': 'multipart/form-data' } },
    ]
    const other = new FormData()
    other.append('file', new Blob([new Uint8Array(await newPicture())]), 'a.png')
    const text = new FormData()
    text.append('smfile', 'text')
    for (const init of [...bodies, { body: other }, { body: text }]) {
      const answer = await call(stage, 'upload', { method: 'POST', ...init })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ success: false, message: 'No files were uploaded.' })
    }
  })

  test('a wrong key is refused, not taken for a guest', async () => {
    for (const key of ['wrong', `tint${'x'.repeat(28)}`, 'Basic wrong', 'Bearer wrong']) {
      const answer = await upload(stage, await newPicture(), { key })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({
        success: false,
        code: 'unauthorized',
        message: 'Invalid Authorization.',
      })
    }
  })

  test.each([
    ['GET', 'upload'],
    ['PUT', 'upload'],
    ['POST', 'history'],
    ['GET', 'token'],
    ['POST', 'nothing'],
    ['GET', ''],
    ['DELETE', 'delete/x'],
  ])('%s /api/v2/%s is no call', async (method, path) => {
    const answer = await call(stage, path, { method })
    expect(answer.status).toBe(404)
    expect(answer.body).toMatchObject({ success: false, message: 'There is no such call.' })
    expect(answer.body.RequestId).toMatch(/^[0-9A-F-]{36}$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  describe('bodies that are no forms', () => {
    const cases: [what: string, body: string | Buffer][] = [
      ['rubbish', 'rubbish'],
      ['without its end', rawForm([filePart(Buffer.from('x'))], { whole: false })],
      ['that ends in a header', '--b\r\nContent-Disposition: form-data; name="smfile"; filen'],
      ['with a part without headers', '--b\r\n\r\nx\r\n--b--\r\n'],
      ['with headers that are too long', `--b\r\nX: ${'x'.repeat(100_000)}\r\n\r\nx\r\n--b--\r\n`],
      ['with zero bytes', Buffer.alloc(10_000)],
      ['with far too many fields', rawForm(Array.from({ length: 1000 }, (_, n) => textPart(`f${n}`, 'x')))],
      ['with a field that is too long', rawForm([textPart('format', 'x'.repeat(2_000_000))])],
    ]
    test.each(cases)('%s', async (_what, body) => {
      const headers = { ...rawFormType, 'Content-Length': Buffer.byteLength(body) }
      const answer = await sendRaw(stage, { line, headers, body })
      expect(answer.all).toMatch(/^HTTP\/1.1 200 /)
      expect(answer.body.success).toBe(false)
      expect(answer.body.RequestId).toMatch(/^[0-9A-F-]{36}$/)
    })

    test('another type, or none', async () => {
      for (const type of ['image/png', 'text/plain', 'application/octet-stream', 'rubbish', '']) {
        const headers = { ...(type && { 'Content-Type': type }), 'Content-Length': 5 }
        const answer = await sendRaw(stage, { line, headers, body: 'bytes' })
        expect(answer.body).toMatchObject({ success: false, code: 'invalid_request' })
      }
    })

    test('cut off in the middle, before and after the file began', async () => {
      const body = rawForm([textPart('ssl', 'true'), filePart(await newPicture())])
      for (const at of [0, 10, 90, 250, body.length - 4]) {
        const sent = {
          line,
          headers: { ...rawFormType, 'Content-Length': body.length },
          body: body.subarray(0, at),
          end: true,
        }
        const answer = await sendRaw(stage, sent)
        expect(answer.body.success).not.toBe(true)
      }
      const chunked = { ...rawFormType, 'Transfer-Encoding': 'chunked' }
      const broken = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body.subarray(0, 300)])
      expect(
        (await sendRaw(stage, { line, headers: chunked, body: broken, end: true })).body.success,
      ).not.toBe(true)
      const noChunk = { line, headers: chunked, body: 'no chunk\r\n', end: true }
      expect((await sendRaw(stage, noChunk)).body.success).not.toBe(true)
      expect((await upload(stage, await newPicture())).body.success).toBe(true)
    })
  })
})

describe.each(databases)('SM.MS and limits, on %s', (database) => {
  test('a file over the limit is 413 in the envelope, wherever the limit is passed', async () => {
    await using stage = await openStage({ database })
    const { key } = await stage.person()
    const picture = await newPicture()
    await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: String(picture.length) })
    await uploaded(stage, picture, { key })
    for (const bytes of [Buffer.concat([picture, Buffer.alloc(1)]), Buffer.alloc(3_000_000)]) {
      const answer = await upload(stage, bytes, { key })
      expect(answer.status).toBe(413)
      expect(answer.body).toEqual({
        success: false,
        code: 'file_too_large',
        message: 'File is too large.',
        RequestId: answer.body.RequestId,
      })
    }
    await expectNothingLeft(stage)
  })

  test('too many uploads are 429 with the time to wait, by key', async () => {
    await using stage = await openStage({ database })
    await changeGroup(stage.app, 'members', { field: 'uploads-per-hour', value: '2' })
    const [one, other] = [await stage.person(), await stage.person()]
    await uploaded(stage, await newPicture(), { key: one.key })
    await uploaded(stage, await newPicture(), { key: one.key })
    const flood = await upload(stage, await newPicture(), { key: one.key })
    expect(flood.status).toBe(429)
    expect(flood.body).toEqual({
      success: false,
      code: 'flood',
      message: 'Flood detected. You can only upload 2 images per hour',
      RequestId: flood.body.RequestId,
    })
    expect(flood.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(Number(flood.headers.get('retry-after'))).toBeLessThanOrEqual(3600)
    await uploaded(stage, await newPicture(), { key: other.key })
    stage.clock.offset += 3_600_000
    await uploaded(stage, await newPicture(), { key: one.key })
    await expectNothingLeft(stage)
  })

  test('guests of one address share a rate', async () => {
    await using stage = await openStage({ database, environment: { TRUST_PROXY: '127.0.0.1' } })
    await changeGroup(stage.app, 'guests', { field: 'uploads-per-minute', value: '1' })
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
    await uploaded(stage, await newPicture(), from('2001:db8:1:2::1'))
    const flood = await upload(stage, await newPicture(), from('2001:db8:1:2::2'))
    expect(flood.body.message).toBe('Flood detected. You can only upload 1 images per minute')
    await uploaded(stage, await newPicture(), from('2001:db8:1:3::1'))
  })

  test('a kind that is turned off, and a group that may not upload', async () => {
    await using stage = await openStage({ database })
    const { key } = await stage.person()
    await writeSetting(stage.app, 'disabled-kinds', 'gif')
    const gif = await upload(stage, await sampleGif(), { key, filename: 'a.png' })
    expect(gif.body).toMatchObject({ success: false, message: 'Unavailable image format' })
    await uploaded(stage, await newPicture(), { key })
    await changeGroup(stage.app, 'members', { field: 'may-upload', value: 'no' })
    expect((await upload(stage, await newPicture(), { key })).body).toMatchObject({
      success: false,
      code: 'forbidden',
    })
    await expectNothingLeft(stage)
  })

  test('a fault of ours is 500 in the envelope, its cause only in the log', async () => {
    await using stage = await openStage({ database })
    const { key } = await stage.person()
    await stage.app.db.schema.dropTable('claims').execute()
    const answer = await upload(stage, await newPicture(), { key })
    expect(answer.status).toBe(500)
    expect(answer.body).toEqual({
      success: false,
      code: 'error',
      message: 'Internal error.',
      RequestId: answer.body.RequestId,
    })
    expect(stage.log.join('\n')).toMatch(/claims/)
    expect(stage.log.filter((entry) => entry.includes(answer.body.RequestId)).join('\n')).toMatch(/claims/)
    await stage.drain()
    expect(await stage.leftBehind()).toEqual([])
  })
})
