import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, type FormServer, openFormServer, rawRequest } from '../../tests/form-server.ts'
import { AppError } from '../errors.ts'

const asked: Record<string, string>[] = []
let server: FormServer
beforeAll(async () => {
  server = await openFormServer({
    fileFields: ['file', 'source'],
    base64Fields: ['source'],
    limit: async (fields) => {
      asked.push(Object.fromEntries(fields))
      if (fields.get('key') === 'wrong') throw new AppError('key-invalid', 'Invalid API key.')
      return 200_000
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

async function send(body: RequestInit['body'], type?: string, query = ''): Promise<Answer> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  const response = await fetch(server.url + query, { method: 'POST', headers, body: body ?? null })
  const answer = { status: response.status, body: (await response.json()) as Answer['body'] }
  expect(await server.staged()).toEqual([])
  return answer
}

const multipart = 'multipart/form-data; boundary=XX'
const urlencoded = 'application/x-www-form-urlencoded'
const part = (disposition: string, value: string, more = '') =>
  `--XX\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${value}\r\n`
const fieldPart = (name: string, value: string) => part(`name="${name}"`, value)
const filePart = (name: string, filename: string, value: string) =>
  part(`name="${name}"; filename="${filename}"`, value)
const close = '--XX--\r\n'
const picture = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 31) & 0xff))
const base64 = picture.toString('base64')

describe('no file', () => {
  test.each([
    ['nothing', undefined, undefined],
    ['an empty form', '', urlencoded],
    ['a multipart type without a boundary', '', 'multipart/form-data'],
    ['a multipart type and nothing else', '', multipart],
    ['an empty multipart form', close, multipart],
    ['empty JSON', '', 'application/json'],
    ['an unknown type', '', 'image/png'],
    ['a type that is none', '', 'whatever'],
  ])('%s is an empty form', async (_name, body, type) => {
    expect(await send(body, type)).toEqual({ status: 200, body: { fields: {} } })
  })

  test.each([
    ['query', undefined, undefined, '?a=1&b=%C3%A9+x&a=2', { a: '2', b: 'é x' }],
    ['urlencoded', 'a=1&b=%C3%A9+x&c&=&a=2&d=e=f&', urlencoded, '', { a: '2', b: 'é x', c: '', d: 'e=f' }],
    ['urlencoded raw UTF-8', 'a=é&ключ=猫', `${urlencoded}; charset=UTF-8`, '', { a: 'é', ключ: '猫' }],
    ['broken escapes', 'a=%&b=%zz&c=%e9', urlencoded, '', { a: '%', b: '%zz', c: '\ufffd' }],
    [
      'JSON',
      '{"a":"1","b":2.5,"c":true,"d":false,"e":null}',
      'application/json',
      '',
      { a: '1', b: '2.5', c: '1', d: '0' },
    ],
    ['JSON of a kind', '\ufeff{"a":"é"}', 'application/vnd.api+json;charset=utf-8', '', { a: 'é' }],
    [
      'multipart',
      `preamble\r\n${fieldPart('a', 'é\r\n')}${fieldPart('b', '')}${close}epilogue`,
      multipart,
      '',
      { a: 'é\r\n', b: '' },
    ],
    ['brackets', `${fieldPart('source[]', 'x')}${close}`, multipart, '', { 'source[]': 'x' }],
    ['body before query', 'a=body', urlencoded, '?a=query&b=query', { a: 'body', b: 'query' }],
    [
      'a charset',
      part('name="a"', 'é', 'Content-Type: text/plain; charset=utf-8\r\n') + close,
      multipart,
      '',
      { a: 'é' },
    ],
    [
      'a quoted boundary',
      fieldPart('a', '1') + close,
      'Multipart/Form-Data; charset=x; Boundary="XX"',
      '',
      { a: '1' },
    ],
    ['a file field that is text', `${fieldPart('file', 'text')}${close}`, multipart, '', { file: 'text' }],
    [
      'an address',
      `${fieldPart('source', 'https://example.com/a.png')}${close}`,
      multipart,
      '',
      { source: 'https://example.com/a.png' },
    ],
    [
      'an address, urlencoded',
      'source=https%3A%2F%2Fexample.com%2Fa%20b.png&x=1',
      urlencoded,
      '',
      { source: 'https://example.com/a b.png', x: '1' },
    ],
    ['an address in JSON', '{"source":"ftp://x/"}', 'application/json', '', { source: 'ftp://x/' }],
    ['an empty source', `${fieldPart('source', '')}${close}`, multipart, '', { source: '' }],
    ['an empty source, urlencoded', 'source=&x=1', urlencoded, '', { source: '', x: '1' }],
    ['base64 in the query is text', undefined, undefined, '?source=AB%2B8', { source: 'AB+8' }],
  ])('fields: %s', async (_name, body, type, query, fields) => {
    expect(await send(body, type, query)).toEqual({ status: 200, body: { fields } })
  })

  test('names that objects know are only names', async () => {
    const body = `${fieldPart('__proto__', 'a')}${fieldPart('constructor', 'b')}${close}`
    for (const [sent, type] of [
      [body, multipart],
      ['__proto__=a&constructor=b', urlencoded],
      ['{"__proto__":"a","constructor":"b"}', 'application/json'],
    ]) {
      expect(JSON.stringify(await send(sent, type))).toContain('"constructor":"b"')
    }
    expect('a' in {}).toBe(false)
  })

  test('a GET with a body, and one with a type and none', async () => {
    const get = (body: string, type: string) =>
      new Promise<string>((done, fail) => {
        const headers = { 'content-type': type, 'content-length': body.length }
        httpRequest(server.url, { method: 'GET', headers }, async (response) => {
          done(await text(response))
        })
          .on('error', fail)
          .end(body)
      })
    expect(JSON.parse(await get('format=json', urlencoded))).toEqual({ fields: { format: 'json' } })
    expect(JSON.parse(await get('', 'multipart/form-data'))).toEqual({ fields: {} })
  })
})

describe('a file', () => {
  test('with fields before and after it, and other files that do not count', async () => {
    const body = [
      filePart('other', 'o.png', 'other'),
      fieldPart('before', '1'),
      filePart('file', 'cat.png', 'meow'),
      fieldPart('after', '2'),
      filePart('file', 'dog.png', 'woof'),
      filePart('source', 'cow.png', 'moo'),
      fieldPart('source', base64),
      close,
    ].join('')
    asked.length = 0
    const { body: heard } = await send(body, multipart, '?q=0')
    expect(heard).toMatchObject({
      fields: { q: '0', before: '1', after: '2' },
      file: { field: 'file', filename: 'cat.png', bytes: 'meow' },
    })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ q: '0', before: '1' })
  })

  test.each([
    ['a path of Windows', 'name="file"; filename="C:\\Users\\me\\cat.png"', 'cat.png'],
    ['a path', 'name="file"; filename=/home/me/cat.png', 'cat.png'],
    ['raw UTF-8', 'name="file"; filename="猫 é.png"', '猫 é.png'],
    ['Latin-1 of UTF-8', 'name="file"; filename="ç\u008c« Ã©.png"', '猫 é.png'],
    ['RFC 5987', `name="file"; filename="cat.png"; filename*=UTF-8''%E7%8C%AB%20%C3%A9.png`, '猫 é.png'],
    ['RFC 5987 first', `name="file"; filename*=UTF-8''%E7%8C%AB.png; filename="cat.png"`, '猫.png'],
    ['a broken RFC 5987', `name="file"; filename="cat.png"; filename*=UTF-8''%FF`, 'cat.png'],
    ['RFC 5987 alone', `filename*=utf-8'en'na%2Fme.png; name=file`, 'me.png'],
    ['quotes', 'name="file"; filename="a\\"b.png"', 'a"b.png'],
    ['a semicolon', 'name="file"; filename="a;b=c.png"', 'a;b=c.png'],
    ['an empty name', 'name="file"; filename=""', ''],
    ['dots', 'name="file"; filename=".."', ''],
  ])('named by %s', async (_name, disposition, filename) => {
    const { body } = await send(part(disposition, 'meow') + close, multipart)
    expect(body.file).toMatchObject({ filename, bytes: 'meow' })
  })

  test('with its bytes as they are, also those that look like a boundary', async () => {
    const value = '\r\n--X\r\n--XY\r\n--\r\n\u0000--XX \r\n-\r\n-XX'
    const { body } = await send(filePart('file', 'a', value) + close, multipart)
    expect(body.file?.bytes).toBe(value)
  })

  test('without a name, when its type says that it is one', async () => {
    const { body } = await send(part('name="file"', 'meow', 'Content-Type: image/png\r\n') + close, multipart)
    expect(body.file).toMatchObject({ filename: '', bytes: 'meow' })
  })

  test('in chunks, after Expect: 100-continue', async () => {
    const whole = filePart('file', 'a.bin', 'x'.repeat(150_000)) + close
    const headers = { 'content-type': multipart, 'transfer-encoding': 'chunked', expect: '100-continue' }
    const answer = await new Promise<string>((done, fail) => {
      const request = httpRequest(server.url, { method: 'POST', headers }, async (response) => {
        done(await text(response))
      })
      request.on('error', fail).on('continue', () => {
        for (let at = 0; at < whole.length; at += 999) request.write(whole.slice(at, at + 999))
        request.end()
      })
      request.flushHeaders()
    })
    expect(JSON.parse(answer).file.size).toBe(150_000)
  })

  test('exactly as large as allowed, and one byte more', async () => {
    const whole = (size: number) => filePart('file', 'a', 'x'.repeat(size)) + fieldPart('after', '1') + close
    const fits = await send(whole(200_000), multipart)
    expect(fits.body).toMatchObject({
      fields: { after: '1' },
      file: { size: 200_000, digest: createHash('sha256').update('x'.repeat(200_000)).digest('hex') },
    })
    expect(await send(whole(200_001), multipart)).toEqual({
      status: 400,
      body: { code: 'too-large', limit: 200_000 },
    })
  })

  test('that is empty is refused; one that nobody chose is none', async () => {
    expect(await send(filePart('file', 'a.png', '') + close, multipart)).toMatchObject({
      body: { code: 'empty-source' },
    })
    expect(await send(filePart('file', '', '') + close, multipart)).toEqual({
      status: 200,
      body: { fields: {} },
    })
    const second = await send(filePart('file', '', '') + filePart('file', 'b.png', 'b') + close, multipart)
    expect(second.body.file).toMatchObject({ filename: 'b.png', bytes: 'b' })
  })

  test('is refused when the limit refuses', async () => {
    const body = fieldPart('key', 'wrong') + filePart('file', 'a', 'x'.repeat(300_000)) + close
    expect(await send(body, multipart)).toMatchObject({ status: 400, body: { code: 'key-invalid' } })
  })
})

describe('base64', () => {
  const encoded = new URLSearchParams({ a: '1', source: base64, b: '2' }).toString()
  test.each([
    [
      'multipart',
      `${fieldPart('a', '1')}${fieldPart('source', base64)}${fieldPart('b', '2')}${close}`,
      multipart,
    ],
    [
      'multipart in lines',
      `${fieldPart('a', '1')}${fieldPart('source', base64.replace(/.{76}/g, '$&\r\n'))}${fieldPart('b', '2')}${close}`,
      multipart,
    ],
    [
      'multipart data URI',
      `${fieldPart('a', '1')}${fieldPart('source', `data:image/png;base64,${base64}`)}${fieldPart('b', '2')}${close}`,
      multipart,
    ],
    ['urlencoded', encoded, urlencoded],
    ['urlencoded with plusses as they are', `a=1&source=${base64}&b=2`, urlencoded],
    ['urlencoded data URI', `a=1&source=data:image/png;base64,${base64.replace(/=+$/, '')}&b=2`, urlencoded],
    ['urlencoded, the last', `a=1&b=2&source=${encodeURIComponent(base64)}`, urlencoded],
    ['JSON', JSON.stringify({ a: 1, source: base64, b: '2' }), 'application/json'],
  ])('%s', async (_name, body, type) => {
    const answer = await send(body, type)
    expect(answer.body).toMatchObject({
      fields: { a: '1', b: '2' },
      file: { field: 'source', filename: '', bytes: picture.toString('latin1') },
    })
  })

  test.each([
    ['multipart', (value: string) => [fieldPart('source', value) + close, multipart]],
    ['urlencoded', (value: string) => [new URLSearchParams({ source: value }).toString(), urlencoded]],
    ['JSON', (value: string) => [JSON.stringify({ source: value }), 'application/json']],
  ])('%s: refusals', async (_name, make) => {
    const refused = async (value: string) => (await send(...(make(value) as [string, string]))).body
    expect(await refused('not base64!')).toEqual({ code: 'bad-base64' })
    expect(await refused(Buffer.alloc(200_001).toString('base64'))).toEqual({
      code: 'too-large',
      limit: 200_000,
    })
    expect(await refused('data:image/png;base64,')).toEqual({ code: 'empty-source' })
    expect(await refused(`https://example.com/${'a'.repeat(1_200_000)}`)).toEqual({ code: 'bad-input' })
  })

  test('cut anywhere by the network', async () => {
    const whole = Buffer.from(encoded)
    for (const size of [1, 7, 1000]) {
      const socket = await server.open(
        rawRequest({ 'Content-Type': urlencoded, 'Content-Length': whole.length }),
      )
      socket.setNoDelay(true)
      const answer = text(socket)
      for (let at = 0; at < whole.length; at += size) {
        await new Promise((done) => socket.write(whole.subarray(at, at + size), done))
      }
      expect(await answer).toContain(createHash('sha256').update(picture).digest('hex'))
    }
  })
})
