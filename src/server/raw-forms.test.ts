import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type FormServer, openFormServer } from '../../tests/form-server.ts'
import {
  sampleAvif,
  sampleGif,
  samplePhoto,
  samplePng,
  sampleTiff,
  sampleWebp,
} from '../../tests/pictures.ts'

const urlencoded = 'application/x-www-form-urlencoded'
const most = 500_000

let server: FormServer
beforeAll(async () => {
  server = await openFormServer({
    fileFields: ['image'],
    base64Fields: ['image'],
    rawField: 'image',
    limit: () => most,
  })
})
afterAll(() => server[Symbol.asyncDispose]())

async function send(body: Buffer | string, type: string, query = ''): Promise<Answer> {
  const init = { method: 'POST', body: body as string, headers: { 'content-type': type } }
  const response = await fetch(server.url + query, init)
  const answer = { status: response.status, body: (await response.json()) as Answer['body'] }
  expect(await server.staged()).toEqual([])
  return answer
}

const kinds: [string, () => Promise<Buffer> | Buffer][] = [
  ['PNG', () => samplePng({ width: 64, height: 48 })],
  ['JPEG', () => samplePhoto()],
  ['GIF as wide as `=`', () => sampleGif({ width: 61, height: 61 })],
  ['WebP', () => sampleWebp()],
  ['AVIF', () => sampleAvif()],
  ['TIFF', () => sampleTiff()],
]

test.each(kinds)('a %s is the body, whatever its type says', async (_kind, make) => {
  const bytes = await make()
  const digest = createHash('sha256').update(bytes).digest('hex')
  const types = [urlencoded, 'application/application/x-www-form-urlencoded', 'image/png', 'text/plain', '?']
  for (const type of types) {
    const { status, body } = await send(bytes, type, '?title=a+b')
    expect([type, status]).toEqual([type, 200])
    expect(body.fields).toEqual({ title: 'a b' })
    expect(body.file).toMatchObject({ field: 'image', filename: '', size: bytes.length, digest })
  }
})

test('forms are forms still, short ones and those that are split anywhere', async () => {
  for (const body of [
    'a=1',
    'a',
    '',
    'image=http%3A%2F%2Fa.b%2Fc&a=%00',
    'é=猫',
    `a=${'x'.repeat(99)}\r\n`,
  ]) {
    const { status, body: heard } = await send(body, urlencoded)
    expect([body, status, heard.file]).toEqual([body, 200, undefined])
  }
  const base64 = await send('image=AAECAw%3D%3D&a=1', urlencoded)
  expect(base64.body).toMatchObject({ fields: { a: '1' }, file: { size: 4 } })
  const head = `POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${urlencoded}\r\nTransfer-Encoding: chunked\r\n\r\n`
  const slow = await server.sendRaw(`${head}1\r\na\r\n2\r\n=1\r\n0\r\n\r\n`)
  expect(slow).toContain('{"fields":{"a":"1"}}')
})

test('a body beyond the limit is refused, and an empty one is no file', async () => {
  const large = Buffer.concat([await samplePng(), Buffer.alloc(most)])
  expect((await send(large, urlencoded)).body).toEqual({ code: 'too-large', limit: most })
  expect((await send(large, 'image/png')).body).toEqual({ code: 'too-large', limit: most })
  expect((await send('', 'image/png')).body).toEqual({ fields: {} })
})

test('without such a field a body of another type is refused', async () => {
  await using other = await openFormServer()
  const body = new Uint8Array(await samplePng())
  for (const type of ['image/png', 'text/plain']) {
    const response = await fetch(other.url, { method: 'POST', body, headers: { 'content-type': type } })
    expect(await response.json()).toMatchObject({ code: 'bad-input' })
  }
})
