import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readForm } from './forms.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'multipart-test-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const part = (disposition: string, value = '') =>
  `--XX\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}`
const chunk = Buffer.alloc(65_536, 'x')

/** A request whose body comes as fast as it is taken; `given` counts what was. */
function makeRequest(start: string, end: string, type: string) {
  const count = { given: 0 }
  const pieces = [start, ...Array.from({ length: 500 }, () => chunk), end]
  const body = new Readable({
    read() {
      const piece = pieces.shift()
      count.given += piece?.length ?? 0
      this.push(piece ?? null)
    },
  })
  const raw = Object.assign(body, {
    headers: { 'content-type': type },
    url: '/',
  }) as unknown as IncomingMessage
  return { raw, count }
}

test.each([
  ['a file', 'multipart/form-data; boundary=XX', part('name="file"; filename="a"')],
  ['base64', 'multipart/form-data; boundary=XX', part('name="source"')],
  [
    'a file after small ones, the first being read',
    'multipart/form-data; boundary=XX',
    `${part('name="file"; filename="a"', 'small\r\n')}${part('name="other"; filename="b"', 'x\r\n').repeat(20)}${part('name="last"; filename="c"')}`,
  ],
  ['urlencoded base64', 'application/x-www-form-urlencoded', 'source='],
])('while the limit is not known, the sender waits: %s', async (_name, type, start) => {
  const { raw, count } = makeRequest(start, type.startsWith('multipart') ? '\r\n--XX--\r\n' : '&a=1', type)
  let givenMeanwhile = 0
  const limit = async () => {
    for (let turn = 0; turn < 200; turn++) await nextTurn()
    givenMeanwhile = count.given
    return 1e9
  }
  const options = { fileFields: ['file'], base64Fields: ['source'], limit }
  await using form = await readForm({ config: { dataDir } }, { raw }, options)
  expect(form.file?.staged.size).toBeGreaterThan(0)
  expect(givenMeanwhile).toBeGreaterThan(0)
  expect(givenMeanwhile).toBeLessThan(2_000_000)
  expect(count.given).toBeGreaterThan(500 * chunk.length)
})
