import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { rawRequest, readToEnd } from '../form-server.ts'
import { fileHead, text, type, typed, whole } from './sample-form.ts'
import { unshakenServer } from './unshaken-server.ts'

/**
 * Bodies that are malformed, cut off, too long or too slow. Parsers of multipart have ended whole servers with an
 * error that nobody caught (multer's CVE-2025-47935, -47944 and -48997; a cut-off body in @fastify/multipart), so
 * after each of these the process has seen no such error, nothing is staged, and the server answers as before.
 */
const server = unshakenServer(300)

/** The code of the refusal; 'none' when it was read. */
async function verdict(body: string | Buffer, contentType = type): Promise<string> {
  const length = Buffer.byteLength(body)
  const answer = await server.sendRaw(
    rawRequest({ 'Content-Type': contentType, 'Content-Length': length }, body),
  )
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400) /)
  return /"code":"([a-z0-9-]+)"/.exec(answer)?.[1] ?? 'none'
}

describe('a body that ends too early, its length right', () => {
  const end = whole.length
  const tail = end - 4 - text('after', '2').length
  const places = [
    1,
    2,
    3,
    4,
    5,
    6,
    20,
    51,
    54,
    55,
    56,
    57,
    58,
    59,
    60,
    61,
    62,
    63,
    64,
    130,
    160,
    161,
    200,
    240,
    241,
    242,
    300,
    1000,
    65_536,
    100_000,
    131_072,
    200_000,
    tail - 4,
    tail - 3,
    tail - 2,
    tail - 1,
    tail,
    tail + 10,
    tail + 50,
    end - 9,
    end - 8,
    end - 7,
    end - 6,
    end - 5,
    end - 4,
    end - 3,
  ]
  test.each(places)('after %i bytes', async (at) => {
    expect(await verdict(whole.subarray(0, at))).toBe('bad-input')
  })

  test('after the last boundary all is there', async () => {
    for (const at of [end - 2, end - 1, end]) expect(await verdict(whole.subarray(0, at))).toBe('none')
  })
})

describe('a connection that ends too early', () => {
  const heads = [{ 'Content-Length': whole.length }, { 'Transfer-Encoding': 'chunked' }]
  test.each(heads)('%o', async (head) => {
    for (const at of [0, 1, 50, 58, 300, 100_000, whole.length - 3]) {
      const part = whole.subarray(0, at)
      const chunk = Buffer.concat([Buffer.from(`${whole.length.toString(16)}\r\n`), part])
      const isChunked = 'Transfer-Encoding' in head
      const before = server.refusals.length
      const socket = await server.open(
        rawRequest({ 'Content-Type': type, ...head }, isChunked ? chunk : part),
      )
      const answer = readToEnd(socket)
      socket.end()
      await answer
      await server.quiet()
      for (const refusal of server.refusals.slice(before)) expect(refusal.code).toBe('bad-input')
    }
  })

  test('reset in the middle of a file', async () => {
    for (const at of [300, 70_000, 150_000]) {
      const socket = await server.open(rawRequest(typed, whole.subarray(0, at)))
      socket.resetAndDestroy()
    }
    await server.quiet()
  })

  test('garbage for a chunk', async () => {
    const body = Buffer.concat([
      Buffer.from(`${(1000).toString(16)}\r\n`),
      whole.subarray(0, 1000),
      Buffer.from('zz\r\nnot a chunk'),
    ])
    const answer = await server.sendRaw(
      rawRequest({ 'Content-Type': type, 'Transfer-Encoding': 'chunked' }, body),
    )
    expect(answer).not.toContain(' 200 ')
  })
})

describe('malformed multipart', () => {
  const header = (lines: string) => `--XX\r\n${lines}\r\n\r\nvalue\r\n--XX--\r\n`
  test.each([
    ['another boundary', whole, 'multipart/form-data; boundary=YY', 'bad-input'],
    ['no boundary', whole, 'multipart/form-data', 'bad-input'],
    ['an empty boundary', whole, 'multipart/form-data; boundary=', 'bad-input'],
    ['an endless boundary', whole, `multipart/form-data; boundary=${'X'.repeat(300)}`, 'bad-input'],
    ['another kind of multipart', whole, 'multipart/mixed; boundary=XX', 'bad-input'],
    ['bytes by chance', randomBytes(100_000), type, 'bad-input'],
    ['only the boundary', '--XX', type, 'bad-input'],
    ['only boundaries', '--XX\r\n'.repeat(50), type, 'bad-input'],
    ['thousands of boundaries', '--XX\r\n'.repeat(10_000), type, 'bad-input'],
    ['no headers', '--XX\r\n\r\nvalue\r\n--XX--\r\n', type, 'none'],
    ['no disposition', header('Content-Type: image/png'), type, 'none'],
    [
      'another disposition',
      header('Content-Disposition: attachment; name="file"; filename="a"'),
      type,
      'none',
    ],
    ['no name', header('Content-Disposition: form-data; filename="a"'), type, 'none'],
    ['headers without colons', header('Content-Disposition form-data name file'), type, 'none'],
    [
      'quotes that do not end',
      header('Content-Disposition: form-data; name="file; filename="a'),
      type,
      'none',
    ],
    [
      'bare line feeds',
      header('Content-Disposition: form-data; name="a"').replaceAll('\r\n', '\n'),
      type,
      'bad-input',
    ],
    ['a header bomb', header(`X: ${'x'.repeat(5_000_000)}`), type, 'none'],
    [
      'many headers',
      header(`${'X: y\r\n'.repeat(100_000)}Content-Disposition: form-data; name="a"`),
      type,
      'none',
    ],
    [
      'a name bomb',
      header(`Content-Disposition: form-data; name="${'x'.repeat(10_000)}"`),
      type,
      'bad-input',
    ],
    [
      'parameters by the thousand',
      header(`Content-Disposition: form-data${'; a="\\'.repeat(3000)}`),
      type,
      'none',
    ],
    [
      'a file name bomb',
      header(`Content-Disposition: form-data; name="file"; filename="${'\\'.repeat(15_000)}"`),
      type,
      'none',
    ],
    ['a field bomb', `${text('a', 'x'.repeat(2_000_000))}--XX--`, type, 'bad-input'],
    ['many fields', `${text('a', 'x').repeat(10_000)}--XX--`, type, 'bad-input'],
    [
      'many names',
      `${Array.from({ length: 10_000 }, (_, at) => text(`a${at}`, '')).join('')}--XX--`,
      type,
      'bad-input',
    ],
    ['many large fields', `${text('a', 'x'.repeat(500_000)).repeat(20)}--XX--`, type, 'bad-input'],
    ['many files', `${(`${fileHead}x\r\n`).repeat(10_000)}--XX--`, type, 'bad-input'],
    ['a file too large by far', `${fileHead}${'x'.repeat(20_000_000)}\r\n--XX--\r\n`, type, 'too-large'],
    ['no base64', `${text('source', '*'.repeat(1_000_000))}--XX--`, type, 'bad-base64'],
  ])('%s', async (_name, body, contentType, code) => {
    expect(await verdict(body, contentType)).toBe(code)
  })

  test('multipart inside of multipart is a text', async () => {
    const inner = '--YY\r\nContent-Disposition: file; filename="a.png"\r\n\r\nx\r\n--YY--'
    const nested = `--XX\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=YY\r\n\r\n${inner}\r\n--XX--\r\n`
    expect(await verdict(nested)).toBe('none')
  })

  test('an epilogue is no part of the form', async () => {
    expect(await verdict(Buffer.concat([whole, randomBytes(1_000_000)]))).toBe('none')
  })
})

describe('other malformed bodies', () => {
  const json = 'application/json'
  const form = 'application/x-www-form-urlencoded'
  test.each([
    ['no JSON', '{"a":', json, 'bad-input'],
    ['a list', '[1]', json, 'bad-input'],
    ['null', 'null', json, 'bad-input'],
    ['a text', '"a"', json, 'bad-input'],
    ['objects inside', '{"a":{"b":1}}', json, 'bad-input'],
    ['lists inside', '{"a":[1]}', json, 'bad-input'],
    ['depth', '['.repeat(500_000), json, 'bad-input'],
    [
      'many fields',
      JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at, 1]))),
      json,
      'bad-input',
    ],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 'bad-input'],
    ['too long', JSON.stringify({ a: 'x'.repeat(40_000_000) }), json, 'too-large'],
    ['many fields', 'a=1&'.repeat(10_000), form, 'bad-input'],
    ['pairs that say nothing', '&'.repeat(10_000), form, 'bad-input'],
    ['many sources', 'source=QUJD&'.repeat(10_000), form, 'bad-input'],
    ['a long name', 'a'.repeat(5000), form, 'bad-input'],
    ['an endless name', 'a'.repeat(5_000_000), form, 'bad-input'],
    ['a long value', `a=${'x'.repeat(5_000_000)}`, form, 'bad-input'],
    [
      'bytes by chance',
      Buffer.from(
        randomBytes(100_000)
          .map((byte) => byte | 1)
          .map((byte) => (byte === 0x3d ? 1 : byte)),
      ),
      form,
      'bad-input',
    ],
    ['a picture', randomBytes(100_000), 'image/png', 'bad-input'],
    ['a type that is none', 'x', '; ; ;', 'bad-input'],
    ['no type', 'x', '', 'bad-input'],
  ])('%s', async (_name, body, contentType, code) => {
    expect(await verdict(body, contentType)).toBe(code)
  })

  test('compressed', async () => {
    const headers = { 'Content-Type': form, 'Content-Encoding': 'gzip', 'Content-Length': 5 }
    expect(await server.sendRaw(rawRequest(headers, 'a=1&b'))).toContain('bad-input')
  })

  test('cut off', async () => {
    for (const contentType of [json, form, 'image/png']) {
      const socket = await server.open(
        rawRequest({ 'Content-Type': contentType, 'Content-Length': 100 }, '{"a":'),
      )
      const answer = readToEnd(socket)
      socket.end()
      await answer
    }
  })
})
