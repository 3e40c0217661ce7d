import { once } from 'node:events'
import { readdir, readlink } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { fileUrl } from '../../src/core/links.ts'
import { fileKey } from '../../src/core/media-rows.ts'
import type { RenditionName } from '../../src/core/words.ts'
import { ask } from '../ask.ts'
import { fixture } from '../fixture.ts'
import { noise, type Placed, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'

/** Files of this process whose path ends so and that are open. */
async function openDescriptors(ending: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd')
  const paths = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return paths.filter((path) => path.endsWith(ending))
}

describe.each(databases)('delivery on %s', (database) => {
  const stage = fixture(() => openStage({ database }))

  const place = async (placed: Placed) => {
    const media = await placeMedia(stage.app, placed)
    const path = (rendition?: RenditionName) => new URL(fileUrl(stage.app, media, rendition)).pathname
    return { media, path: path(), pathOf: path }
  }

  test('gives the original and its renditions, each with its own bytes and type', async () => {
    const [bytes, thumb] = [noise(30_000), noise(9_000)]
    const { media, path, pathOf } = await place({ bytes, thumb, kind: 'mp4' })
    for (const round of ['from the store', 'from memory']) {
      const original = await ask(stage.url, path)
      expect({ round, status: original.status, same: original.body.equals(bytes) }).toEqual({
        round,
        status: 200,
        same: true,
      })
      expect(original.headers['content-type']).toBe('video/mp4')
      expect(original.headers['content-length']).toBe('30000')
      const small = await ask(stage.url, pathOf('thumb'))
      expect({ round, status: small.status, same: small.body.equals(thumb) }).toEqual({
        round,
        status: 200,
        same: true,
      })
      expect(small.headers['content-type']).toBe('image/jpeg')
    }
    expect(pathOf('thumb')).toBe(`/images/${media.folder}/${media.name}.th.jpg`)
    expect((await ask(stage.url, path.replace('.mp4', '.md.jpg'))).status).toBe(404)
    expect((await ask(stage.url, path.replace('.mp4', '.jpg'))).status).toBe(404)
    expect((await ask(stage.url, path.replace('.mp4', '.th.mp4'))).status).toBe(404)
  })

  test.each([1000, 3_000_000])(
    'every answer with a file of %i bytes says how it may be used',
    async (size) => {
      const { media, path } = await place({ bytes: noise(size) })
      for (let round = 0; round < 2; round++) {
        const { headers } = await ask(stage.url, path)
        expect(headers).toMatchObject({
          'content-type': 'image/jpeg',
          'content-disposition': 'inline',
          'accept-ranges': 'bytes',
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox",
          'cross-origin-resource-policy': 'cross-origin',
          'access-control-allow-origin': '*',
          etag: `"${media.md5}"`,
          'last-modified': new Date(Math.floor(media.createdAt / 1000) * 1000).toUTCString(),
        })
        expect(headers['set-cookie']).toBeUndefined()
        expect(Math.abs(Date.parse(headers.date ?? '') - Date.now())).toBeLessThan(30_000)
        expect(headers.connection).not.toBe('close')
      }
    },
  )

  test.each([5000, 3_000_000])('HEAD of %i bytes says the same as GET, without the bytes', async (size) => {
    const { path } = await place({ bytes: noise(size) })
    const head = await ask(stage.url, path, { method: 'HEAD' })
    const get = await ask(stage.url, path)
    expect(head.status).toBe(200)
    expect(head.body.length).toBe(0)
    const { date: _, ...said } = head.headers
    expect(get.headers).toMatchObject(said)
    expect(head.headers['content-length']).toBe(String(size))
  })

  test.each([1000, 3_000_000])('parts of %i bytes', async (size) => {
    const bytes = noise(size)
    const { path, media } = await place({ bytes })
    const last = size - 1
    const part = async (range: string, more = {}) => ask(stage.url, path, { headers: { range, ...more } })
    const expected: [string, number, number][] = [
      ['bytes=0-0', 0, 0],
      ['bytes=10-99', 10, 99],
      ['bytes=500-', 500, last],
      ['bytes=-100', size - 100, last],
      [`bytes=-${size * 2}`, 0, last],
      [`bytes=900-${size * 2}`, 900, last],
      [`bytes=${last}-`, last, last],
      ['BYTES=1-2', 1, 2],
    ]
    for (let round = 0; round < 2; round++) {
      for (const [range, start, end] of expected) {
        const { status, headers, body } = await part(range)
        expect({ range, status, said: headers['content-range'] }).toEqual({
          range,
          status: 206,
          said: `bytes ${start}-${end}/${size}`,
        })
        expect(headers['content-length']).toBe(String(end - start + 1))
        expect(body.equals(bytes.subarray(start, end + 1))).toBe(true)
      }
      for (const range of [`bytes=${size}-`, `bytes=${size + 5}-${size + 9}`, 'bytes=-0']) {
        const { status, headers } = await part(range)
        expect({ range, status, said: headers['content-range'] }).toEqual({
          range,
          status: 416,
          said: `bytes */${size}`,
        })
      }
      for (const range of ['bytes=5-2', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6', '1-2']) {
        const { status, body } = await part(range)
        expect({ range, status, length: body.length }).toEqual({ range, status: 200, length: size })
      }
      expect((await part('bytes=0-1', { 'if-range': `"${media.md5}"` })).status).toBe(206)
      expect((await part('bytes=0-1', { 'if-range': '"other"' })).status).toBe(200)
      expect((await part('bytes=0-1', { 'if-range': `W/"${media.md5}"` })).status).toBe(200)
      const modified = new Date(media.createdAt).toUTCString()
      expect((await part('bytes=0-1', { 'if-range': modified })).status).toBe(206)
      expect((await part('bytes=0-1', { 'if-range': new Date(0).toUTCString() })).status).toBe(200)
    }
  })

  test.each([1000, 3_000_000])('does not send %i bytes again to who has them', async (size) => {
    const { path, media } = await place({ bytes: noise(size) })
    const etag = `"${media.md5}"`
    const modified = new Date(media.createdAt).toUTCString()
    const earlier = new Date(media.createdAt - 60_000).toUTCString()
    const cases: [Record<string, string>, number][] = [
      [{ 'if-none-match': etag }, 304],
      [{ 'if-none-match': `W/${etag}` }, 304],
      [{ 'if-none-match': `"a", ${etag} , "b"` }, 304],
      [{ 'if-none-match': '*' }, 304],
      [{ 'if-none-match': '"other"' }, 200],
      [{ 'if-none-match': '"other"', 'if-modified-since': modified }, 200],
      [{ 'if-modified-since': modified }, 304],
      [{ 'if-modified-since': earlier }, 200],
      [{ 'if-modified-since': 'yesterday or so' }, 200],
      [{ 'if-none-match': etag, range: 'bytes=0-1' }, 304],
      [{ 'if-match': etag }, 200],
      [{ 'if-match': '"other"' }, 412],
      [{ 'if-match': `W/${etag}` }, 412],
      [{ 'if-unmodified-since': modified }, 200],
      [{ 'if-unmodified-since': earlier }, 412],
    ]
    for (const method of ['GET', 'HEAD', 'GET']) {
      for (const [headers, status] of cases) {
        const answer = await ask(stage.url, path, { method, headers })
        expect({ headers, status: answer.status }).toEqual({ headers, status })
        if (status !== 304) continue
        expect(answer.body.length).toBe(0)
        expect(answer.headers).toMatchObject({ etag, 'cache-control': 'public, max-age=31536000, immutable' })
      }
    }
  })

  test('other methods are refused, and a preflight is granted', async () => {
    const { path } = await place({ bytes: noise(1000) })
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await ask(stage.url, path, { method })
      expect({ method, status, allow: headers.allow }).toEqual({
        method,
        status: 405,
        allow: 'GET, HEAD, OPTIONS',
      })
    }
    const { status, headers } = await ask(stage.url, path, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.com' },
    })
    expect(status).toBe(204)
    expect(headers['access-control-allow-headers']).toContain('X-API-Key')
  })

  test('a query, a trailing slash and percent-encoding lead to the same file', async () => {
    const bytes = noise(1000)
    const { path } = await place({ bytes, wishes: { filename: 'a.b-c_D.jpg', naming: 'original' } })
    const encoded = path.slice(0, -4).replace(/[a-z]$/i, (last) => `%${last.charCodeAt(0).toString(16)}`)
    for (const variant of [
      `${path}?x=1`,
      `${path}?`,
      `${path}/`,
      `${encoded}%2ejpg`,
      `http://127.0.0.1${path}`,
    ]) {
      const { status, body } = await ask(stage.url, variant)
      expect({ variant, status, same: body.equals(bytes) }).toEqual({ variant, status: 200, same: true })
    }
  })

  test('answers in order to requests that do not wait for each other', async () => {
    const files = [noise(2_000_000), noise(3000), noise(1_500_000), noise(4000)]
    const paths = await Promise.all(files.map(async (bytes) => (await place({ bytes })).path))
    for (const path of paths.slice(0, 2)) await ask(stage.url, path)
    const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
    const requests = paths.map(
      (path, i) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${i === 3 ? 'Connection: close\r\n' : ''}\r\n`,
    )
    socket.write(requests.join(''))
    const received: Buffer[] = []
    for await (const chunk of socket) received.push(chunk)
    let rest = Buffer.concat(received)
    for (const bytes of files) {
      const start = rest.indexOf('\r\n\r\n') + 4
      expect(rest.subarray(0, 15).toString()).toBe('HTTP/1.1 200 OK')
      expect(rest.subarray(start, start + bytes.length).equals(bytes)).toBe(true)
      rest = rest.subarray(start + bytes.length)
    }
    expect(rest.length).toBe(0)
  })

  test('many requests on one connection, kept and closed as the client says', async () => {
    const bytes = noise(12_000)
    const { path } = await place({ bytes })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    for (let i = 0; i < 20; i++) {
      const sent = request({ agent, host: '127.0.0.1', port: new URL(stage.url).port, path }).end()
      const [answer] = await once(sent, 'response')
      ports.add(answer.socket.localPort)
      expect((await buffer(answer)).equals(bytes)).toBe(true)
    }
    agent.destroy()
    expect(ports.size).toBe(1)
    const { date: _, connection: __, ...kept } = (await ask(stage.url, path)).headers
    for (const connection of ['close', 'Close, x']) {
      const { headers } = await ask(stage.url, path, { headers: { connection } })
      expect(headers).toMatchObject({ ...kept, connection: 'close' })
    }
  })

  test('HTTP/1.0 gets the file and the end of the connection', async () => {
    const { path } = await place({ bytes: Buffer.from('the whole file') })
    for (let round = 0; round < 2; round++) {
      const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
      socket.write(`GET ${path} HTTP/1.0\r\n\r\n`)
      const answer = await text(socket)
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(answer).toMatch(/\r\nConnection: close\r\n/i)
      expect(answer.endsWith('\r\n\r\nthe whole file')).toBe(true)
    }
    const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/\r\nConnection: keep-alive\r\n/i)
    socket.destroy()
  })

  test('clients that go away in the middle are no error and hold nothing', async () => {
    const bytes = noise(8_000_000)
    const { path, media } = await place({ bytes })
    const lines = stage.log.length
    // A file that nobody closed is closed when it is collected as garbage, which is told as a warning.
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    for (let i = 0; i < 40; i++) {
      const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
      const request = `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
      socket.write(i % 2 ? request : request + request)
      if (i % 4 !== 3) await once(socket, 'data')
      socket.resetAndDestroy()
    }
    expect((await ask(stage.url, path)).body.equals(bytes)).toBe(true)
    await expect.poll(() => openDescriptors(fileKey(media))).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', note)
    expect(warnings).toEqual([])
    expect(stage.log.slice(lines)).toEqual([])
  })
})
