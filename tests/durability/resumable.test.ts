import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import { distinctPng } from '../distinct.ts'
import { startServer, temporaryFolder } from '../process.ts'

const protocol = { 'tus-resumable': '1.0.0' }

test('an upload in parts goes on after the server was killed between two parts and within one', async () => {
  await using folder = await temporaryFolder()
  const environment = { DATA_DIR: folder.path }
  // Behind the picture, what no decoder reads: so that there is enough for parts.
  const bytes = Buffer.concat([distinctPng(1, 'killed'), randomBytes(3_000_000)])
  const [path, cookie] = await (async () => {
    await using server = await startServer({ environment })
    const headers = { ...protocol, 'upload-length': String(bytes.length) }
    const begun = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers })
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const path = begun.headers.get('location') ?? ''
    expect(await part(server.url + path, cookie, bytes.subarray(0, 1_000_000), 0)).toMatchObject({
      status: 204,
    })
    server.child.kill('SIGKILL')
    return [path, cookie] as const
  })()
  await (async () => {
    await using server = await startServer({ environment })
    expect(await offsetOf(server.url + path, cookie)).toBe(1_000_000)
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const head = [
      `PATCH ${path} HTTP/1.1`,
      'Host: localhost',
      'Tus-Resumable: 1.0.0',
      'Upload-Offset: 1000000',
      'Content-Type: application/offset+octet-stream',
      `Content-Length: ${bytes.length - 1_000_000}`,
      `Cookie: ${cookie}`,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    socket.write(bytes.subarray(1_000_000, 1_900_000))
    await expect.poll(() => sizeOf(folder.path, path), { timeout: 20_000 }).toBeGreaterThan(1_000_000)
    server.child.kill('SIGKILL')
    socket.destroy()
  })()
  await using server = await startServer({ environment })
  const offset = await offsetOf(server.url + path, cookie)
  expect(offset).toBeGreaterThan(1_000_000)
  expect(offset).toBeLessThanOrEqual(1_900_000)
  const last = await part(server.url + path, cookie, bytes.subarray(offset), offset)
  expect(last.status).toBe(200)
  const media = JSON.parse(last.body) as Media
  const shown = await fetch(`${server.url}/api/media/${media.id}`, { headers: { cookie } })
  expect(shown.status).toBe(200)
  const file = await fetch(media.file.url.replace(/^https?:\/\/[^/]+/, server.url))
  expect((await file.arrayBuffer()).byteLength).toBe(media.file.size)
})

async function part(url: string, cookie: string, bytes: Buffer, offset: number) {
  const headers = {
    ...protocol,
    cookie,
    'upload-offset': String(offset),
    'content-type': 'application/offset+octet-stream',
  }
  const answer = await fetch(url, { method: 'PATCH', headers, body: new Uint8Array(bytes) })
  return { status: answer.status, body: await answer.text() }
}

async function offsetOf(url: string, cookie: string): Promise<number> {
  const answer = await fetch(url, { method: 'HEAD', headers: { ...protocol, cookie } })
  expect(answer.status).toBe(200)
  return Number(answer.headers.get('upload-offset'))
}

async function sizeOf(folder: string, path: string): Promise<number> {
  return (await stat(`${folder}/resumable/${path.slice(-22)}/bytes`)).size
}
