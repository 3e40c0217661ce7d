import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { openFormServer, rawRequest, readToEnd } from '../form-server.ts'
import { expected, fileHead, text, type, typed, whole } from './sample-form.ts'
import { unshakenServer } from './unshaken-server.ts'

/** Bodies that come too slowly, never end, or whose sender does not listen until all is sent. */
const server = unshakenServer(1000)

describe('slow bodies', () => {
  test.each([
    ['silent from the first byte', ''],
    ['silent within a header', whole.subarray(0, 20)],
    ['silent within a file', whole.subarray(0, 100_000)],
  ])('%s', async (_name, part) => {
    const socket = await server.open(rawRequest({ ...typed, Connection: 'keep-alive' }, part))
    const answer = await new Promise<Buffer>((done) => socket.once('data', done))
    socket.destroy()
    expect(answer.toString()).toContain('bad-input')
  })

  test('a byte now and then', async () => {
    const socket = await server.open(
      rawRequest({ ...typed, Connection: 'keep-alive' }, whole.subarray(0, 100)),
    )
    let at = 100
    const drip = setInterval(() => socket.write(whole.subarray(at, ++at)), 20)
    const answer = await new Promise<Buffer>((done) => socket.once('data', done))
    clearInterval(drip)
    socket.destroy()
    expect(answer.toString()).toContain('bad-input')
  })
})

describe('a client that reads nothing before it has sent everything', () => {
  const bodies: [string, Buffer, string][] = [
    [
      'refused at its first bytes',
      Buffer.concat([Buffer.from('garbage'), Buffer.alloc(30_000_000)]),
      'bad-input',
    ],
    ['refused in the middle', Buffer.concat([Buffer.from(fileHead), Buffer.alloc(30_000_000)]), 'too-large'],
  ]
  const sendAll = async (body: Buffer, connection: string) => {
    const head = rawRequest({ 'Content-Type': type, 'Content-Length': body.length, Connection: connection })
    const socket = await server.open(head)
    socket.pause()
    await new Promise<void>((done, fail) => socket.once('error', fail).write(body, () => done()))
    return socket
  }

  test.each(bodies)('%s, and the connection is as good as before', async (_name, body, code) => {
    const socket = await sendAll(body, 'keep-alive')
    const answer = await new Promise<Buffer>((done) => socket.once('data', done).resume())
    expect(answer.toString()).toContain(code)
    const next = readToEnd(socket)
    socket.write(rawRequest(typed, whole))
    expect(await next).toContain(expected)
  })

  test.each(bodies)('%s, on its last connection', async (_name, body, code) => {
    const socket = await sendAll(body, 'close')
    expect(await readToEnd(socket)).toContain(code)
  })

  test('refused before the body was looked at', async () => {
    const body = Buffer.alloc(10_000_000)
    const socket = await server.open(
      rawRequest({ 'Content-Type': type, 'Content-Length': body.length })
        .toString()
        .replace('/form', '/other'),
    )
    socket.pause()
    await new Promise<void>((done, fail) => socket.once('error', fail).write(body, () => done()))
    expect(await readToEnd(socket)).toContain('HTTP/1.1 404')
  })

  const endless: [string, string, string][] = [
    ['before the first boundary', type, 'x'],
    ['in a file that is not asked for', type, fileHead.replace('name="file"', 'name="other"')],
    ['in blanks for base64', type, `${text('source', '').trimEnd()}\r\n\r\nAAAA`],
    ['in a second base64', 'application/x-www-form-urlencoded', 'source=AAAA&source=BBBB'],
  ]
  test.each(endless)('that never ends, %s, is cut off', async (_name, contentType, start) => {
    const headers = { 'Content-Type': contentType, 'Transfer-Encoding': 'chunked', Connection: 'keep-alive' }
    const socket = await server.open(rawRequest(headers, `${start.length.toString(16)}\r\n${start}\r\n`))
    const chunk = Buffer.from(`100000\r\n${'\n'.repeat(0x100000)}\r\n`)
    const answer = readToEnd(socket)
    const push = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', push)
    push()
    expect(await answer).toContain('too-large')
  })
})

test('long JSON, which lies in memory, is not read before its sender may send', async () => {
  const limit = () => {
    throw new AppError('key-invalid', 'Invalid API key')
  }
  await using other = await openFormServer({ base64Fields: ['source'], limit })
  const head = { 'Content-Type': 'application/json', 'Content-Length': 2_000_000, Connection: 'keep-alive' }
  const socket = await other.open(rawRequest(head, '{"source":"'))
  const answer = await new Promise<Buffer>((done) => socket.once('data', done))
  socket.destroy()
  expect(answer.toString()).toContain('key-invalid')
})
