import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeBase64, decodeChunks, isAddress } from './base64.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await fs.mkdtemp(join(tmpdir(), 'base64-test-'))
})
afterAll(() => fs.rm(dataDir, { recursive: true, force: true }))

async function decode(text: string, size: number): Promise<Buffer> {
  const bytes = Buffer.from(text)
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  const decoded: Buffer[] = []
  for await (const part of decodeChunks(chunks)) decoded.push(part)
  return Buffer.concat(decoded)
}

const bytes = Buffer.from(Array.from({ length: 3001 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff))
const plusses = Buffer.from('+/+/++/+ab++', 'base64')
const text = bytes.toString('base64')
const wrap = (end: string) => text.replace(/.{76}/g, `$&${end}`)

describe.each([1, 3, 7, 100_000])('in pieces of %i bytes', (size) => {
  test.each([
    ['plain', text, bytes],
    ['without padding', text.replace(/=+$/, ''), bytes],
    ['url-safe', bytes.toString('base64url'), bytes],
    ['in lines', wrap('\r\n'), bytes],
    ['in indented lines with blanks at their ends', `  ${wrap(' \n\t   ')}\n \n`, bytes],
    ['data URI', `data:image/png;base64,${text}`, bytes],
    ['data URI with parameters and blanks', ` data:image/svg+xml;charset=utf-8; base64, ${text} `, bytes],
    ['plusses', '+/+/++/+ab++', plusses],
    ['plusses that became blanks', ' / /  / ab  '.replace(/^ /, '+'), plusses],
    ['half-padded', 'YQ=', Buffer.from('a')],
    ['padding on a line of its own', 'YQ\n==\n', Buffer.from('a')],
    ['nothing', '', Buffer.alloc(0)],
    ['only blanks', ' \n ', Buffer.alloc(0)],
    ['empty data URI', 'data:;base64,', Buffer.alloc(0)],
  ])('%s', async (_name, given, expected) => {
    expect((await decode(given, size)).equals(expected)).toBe(true)
  })

  test.each([
    'not base64 at all!',
    'YWJj*',
    'YWJjZ',
    'Y',
    'YQ===',
    'YQ==YQ==',
    'YQ=a',
    '=',
    'data:image/png,YWJj',
    'data:image/svg+xml;utf8,<svg/>',
    'YWJj,YWJj',
    'ÄÖÜ',
    '\0\0\0\0',
    'YWJj=',
  ])('%j is refused', async (given) => {
    await expect(decode(given, size)).rejects.toMatchObject({ code: 'bad-base64' })
  })
})

test('a flood of white space costs neither memory nor time', async () => {
  expect(await decode(`YW${'\n '.repeat(500_000)}Jj`, 65536)).toEqual(Buffer.from('abc'))
  await expect(decode(`YW${' '.repeat(1_000_000)}Jj`, 65536)).rejects.toMatchObject({ code: 'bad-base64' })
})

test('a staged text, its limit counted after decoding', async () => {
  const app = { config: { dataDir } }
  await using staged = await decodeBase64(app, text, bytes.length)
  expect((await fs.readFile(staged.path)).equals(bytes)).toBe(true)
  await expect(decodeBase64(app, text, bytes.length - 1)).rejects.toMatchObject({ code: 'too-large' })
  await expect(decodeBase64(app, '', 10)).rejects.toMatchObject({ code: 'empty-source' })
  expect(await fs.readdir(join(dataDir, 'staging'))).toHaveLength(1)
})

test.each([
  ['http://a', true],
  ['  HTTPS://a/b', true],
  ['gopher://x', true],
  ['view-source+x.1://', true],
  ['data:image/png;base64,AAAA', false],
  ['iVBORw0KGgo', false],
  ['//example.com', false],
  ['', false],
])('%j is an address: %s', (given, expected) => {
  expect(isAddress(given)).toBe(expected)
})
