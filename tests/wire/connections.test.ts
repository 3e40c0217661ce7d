import { once } from 'node:events'
import { readdir, readlink } from 'node:fs/promises'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fileUrl } from '../../src/core/links.ts'
import { fileKey } from '../../src/core/media-rows.ts'
import { dialects } from '../../src/dialects/all.ts'
import { openServer } from '../../src/server/server.ts'
import { fixture } from '../fixture.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { openStage } from '../stage.ts'

/** What a connection may hold, and for how long. */
const stage = fixture(openStage)

/** A file of so many bytes, and the path of its URL. */
async function place(size: number) {
  const media = await placeMedia(stage.app, { bytes: noise(size) })
  return { key: fileKey(media), path: new URL(fileUrl(stage.app, media)).pathname }
}

function open(port: number | string): Socket {
  return connect(Number(port), '127.0.0.1').on('error', () => {})
}

/** Files of this process whose path ends so and that are open. */
async function openDescriptors(ending: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd')
  const paths = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return paths.filter((path) => path.endsWith(ending))
}

test.each([
  ['a file from the store', 24_000_000, 1],
  ['files from memory', 500_000, 48],
])('who asks for %s and never reads is cut off, and holds nothing', async (_what, size, times) => {
  await using server = await openServer(stage.app, dialects, { idle: 300 })
  await server.fastify.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.fastify.server.address() as AddressInfo
  const connections = () =>
    new Promise<number>((resolve) => server.fastify.server.getConnections((_error, count) => resolve(count)))
  const { key, path } = await place(size)
  await (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })).bytes()
  await expect.poll(connections).toBe(0)
  const socket = open(port).pause()
  try {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(times))
    await expect.poll(connections).toBe(1)
    if (times === 1) await expect.poll(() => openDescriptors(key)).not.toEqual([])
    await expect.poll(connections, { timeout: 5000 }).toBe(0)
    await expect.poll(() => openDescriptors(key)).toEqual([])
  } finally {
    socket.destroy()
  }
})

test.each(['Content-Length: 1000000', 'Transfer-Encoding: chunked'])(
  'the answer to a request with a body that nobody reads ends the connection: %s',
  async (body) => {
    const { path } = await place(1000)
    const { port } = new URL(stage.url)
    for (const [request, status] of [
      [`GET ${path}`, 200],
      [`GET ${path}`, 200],
      [`HEAD ${path}`, 200],
      [`POST ${path}`, 405],
      ['GET /healthz', 200],
    ] as const) {
      const socket = open(port)
      socket.write(`${request} HTTP/1.1\r\nHost: x\r\n${body}\r\n\r\n`)
      const answer = await text(socket)
      expect([request, answer.slice(0, 12)]).toEqual([request, `HTTP/1.1 ${status}`])
      expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n')
    }
  },
)

test('a request that says it has no body leaves the connection open', async () => {
  const { path } = await place(1000)
  for (const each of [path, '/healthz']) {
    const socket = open(new URL(stage.url).port)
    socket.write(`GET ${each} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`)
    const [answer] = await once(socket, 'data')
    expect(String(answer).toLowerCase()).not.toContain('connection: close')
    socket.destroy()
  }
})

test.each(['/healthz', '/nowhere', '/', '/robots.txt', '/api/v2/profile', '/api/1/upload', '/oembed'])(
  'no browser is to guess what an answer is: %s',
  async (path) => {
    const { headers } = await fetch(stage.url + path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  },
)
