import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHost } from '../client-library/host.ts'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { type Running, type RunOptions, temporaryFolder } from '../process.ts'
import { type } from '../typed.ts'
import { bytesAt, openDesk } from './uploading.ts'

const desk = fixture(openDesk)
let server: Running
let url: string

beforeAll(async () => {
  ;({ server, url } = await startPicGo())
})
afterAll(() => server[Symbol.asyncDispose]())

async function startPicGo(args: readonly string[] = [], options: RunOptions = {}) {
  const server = desk.start(['picgo', '--port', '0', ...args], options)
  await server.said('Listening for tools at')
  const url = /at (http:\S+)/.exec(server.stdout())?.[1] ?? ''
  return { server, url }
}

type Answer = { success: boolean; result: string[] | string; message?: string }

async function post(path: string, init: RequestInit = {}, from = url): Promise<Answer & { status: number }> {
  const response = await fetch(from + path, { method: 'POST', ...init })
  return { ...((await response.json()) as Answer), status: response.status }
}

const list = (...paths: string[]): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ list: paths }),
})

test('it is alive', async () => {
  expect(await post('/heartbeat')).toMatchObject({ status: 200, success: true, result: 'alive' })
})

test('a list of paths is uploaded, in its order', async () => {
  await desk.files('1.png', 'folder of mine/2.png')
  const paths = ['folder of mine/2.png', '1.png'].map((name) => join(desk.folder, name))
  const { success, result } = await post('/upload', list(...paths))
  expect(success).toBe(true)
  for (const [index, path] of paths.entries()) {
    expect(await bytesAt(result[index] ?? '')).toEqual(await readFile(path))
  }
})

test('a form is uploaded, whatever its fields are called', async () => {
  const form = new FormData()
  const pictures = [distinctPng(77, 'form'), distinctPng(78, 'form')]
  for (const bytes of pictures) form.append('files', new Blob([new Uint8Array(bytes)]), 'a.png')
  const { success, result } = await post('/upload', { body: form })
  expect(success).toBe(true)
  for (const [index, bytes] of pictures.entries()) expect(await bytesAt(result[index] ?? '')).toEqual(bytes)
})

test('without a list it is the clipboard', async () => {
  const bin = join(desk.folder, 'bin')
  const bytes = distinctPng(79, 'clipboard')
  await mkdir(bin)
  await writeFile(join(bin, 'clip.png'), bytes)
  const program = `#!/bin/sh\ncase "$*" in *TARGETS*) echo image/png;; *) cat "${bin}/clip.png";; esac\n`
  await writeFile(join(bin, 'xclip'), program)
  await chmod(join(bin, 'xclip'), 0o755)
  const environment = { DISPLAY: ':9', PATH: `${bin}:${process.env.PATH}` }
  const own = await startPicGo([], { environment })
  await using _ = own.server
  const { success, result } = await post('/upload', {}, own.url)
  expect(success).toBe(true)
  expect(await bytesAt(result[0] ?? '')).toEqual(bytes)
})

test('what fails is told, by its name; folders and patterns are no files', async () => {
  await desk.files('good.png', ['bad.png', 'no picture'])
  const paths = ['good.png', 'bad.png', 'folder', '*.png'].map((name) => join(desk.folder, name))
  await mkdir(join(desk.folder, 'folder'))
  const answer = await post('/upload', list(...paths))
  expect(answer).toMatchObject({ status: 200, success: false, result: [expect.stringMatching(/^http/)] })
  for (const path of paths.slice(1)) expect(answer.message).toContain(`${path}: `)
})

test.each([
  ['no JSON', { headers: { 'content-type': 'application/json' }, body: '{"list":' }],
  ['no list', { headers: { 'content-type': 'application/json' }, body: '{"list":"a.png"}' }],
  ['no boundary', { headers: { 'content-type': 'multipart/form-data' }, body: 'x' }],
  ['an empty form', { body: new FormData() }],
  ['a form cut off', { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: '--b\r\nX' }],
])('%s is a refusal in its own words, and it goes on', async (_name, init: RequestInit) => {
  expect(await post('/upload', init)).toMatchObject({ success: false, message: expect.any(String) })
  expect(await post('/heartbeat')).toMatchObject({ success: true })
})

test('a form that breaks off leaves no file open', async () => {
  await using temporary = await temporaryFolder()
  const own = await startPicGo([], { environment: { TMPDIR: temporary.path } })
  await using _ = own.server
  const opened = async () => {
    const folder = `/proc/${own.server.pid}/fd`
    const links = (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => ''))
    return (await Promise.all(links)).filter((link) => link.startsWith(temporary.path))
  }
  const { hostname, port } = new URL(own.url)
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const asked = request({ hostname, port, path: '/upload', method: 'POST', headers })
  asked.on('error', () => {})
  const part = (name: string) => `--b\r\ncontent-disposition: form-data; name="f"; filename="${name}"\r\n\r\n`
  asked.write(`${part('a.png')}whole\r\n${part('b.png')}${'half '.repeat(50_000)}`)
  await expect.poll(opened).toHaveLength(1)
  asked.destroy()
  await expect.poll(opened).toEqual([])
  await expect.poll(() => readdir(temporary.path)).toEqual([])
})

test('an upload ends when whoever asked for it hangs up', async () => {
  await desk.files('hung-up.png')
  let heard = 0
  await using host = await openHost(() => {
    heard++
  })
  const description = { url: host.url, fileField: 'file', urlPath: 'url' }
  await desk.files(['silent.json', JSON.stringify(description)])
  await desk.tintype(['profile', 'add', 'silent', '--description', 'silent.json'])
  const own = await startPicGo(['--to', 'silent'])
  await using _ = own.server
  const hangUp = new AbortController()
  const init = { ...list(join(desk.folder, 'hung-up.png')), signal: hangUp.signal }
  const asked = post('/upload', init, own.url)
  await expect.poll(() => heard).toBe(1)
  hangUp.abort()
  await expect(asked).rejects.toThrow()
  own.server.child.kill('SIGINT')
  expect(await own.server.ended).toMatchObject({
    code: 0,
    stderr: 'Uploads go to 127.0.0.1:PORT\n'.replace('PORT', new URL(host.url).port),
  })
})

describe('websites that somebody visits', () => {
  test.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of a local server', { origin: 'http://localhost:8000' }],
    ['a page from nowhere', { origin: 'null' }],
    ['a browser that says only that it is another site', { 'sec-fetch-site': 'cross-site' }],
    ['a name that was led here', { host: 'evil.example' }],
    ['a name that was led here, with the port', { host: 'evil.example:36677' }],
  ])('%s is not answered', async (_name, headers) => {
    await desk.files('secret.png')
    const answer = await ask('/upload', headers, JSON.stringify({ list: [join(desk.folder, 'secret.png')] }))
    expect(answer).toMatchObject({ status: 403, body: { success: false } })
    expect(answer.allowed).toBeUndefined()
    expect(await ask('/heartbeat', headers, '')).toMatchObject({ status: 403 })
  })

  test('pages that are allowed are answered, and may read the answer', async () => {
    expect(await ask('/heartbeat', { origin: 'app://obsidian.md' }, '')).toMatchObject({
      status: 200,
      allowed: 'app://obsidian.md',
    })
    const own = await startPicGo(['--allow-origin', 'http://127.0.0.1:6806'])
    await using _ = own.server
    const asked = await fetch(`${own.url}/upload`, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:6806', 'access-control-request-method': 'POST' },
    })
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:6806')
  })
})

test('with a secret nobody uploads without it', async () => {
  await desk.files('s.png')
  const sent = list(join(desk.folder, 's.png'))
  const own = await startPicGo([], { environment: { PICGO_SERVER_SECRET: 'open sesame' } })
  await using _ = own.server
  expect(await post('/upload', sent, own.url)).toMatchObject({ status: 401, success: false })
  expect(await post('/upload?secret=wrong', sent, own.url)).toMatchObject({ status: 401 })
  expect(await post('/heartbeat', {}, own.url)).toMatchObject({ success: true })
  const ways: [string, Record<string, string>][] = [
    ['/upload', { authorization: 'Bearer open sesame' }],
    ['/upload', { 'x-picgo-secret': 'open sesame' }],
    ['/upload?secret=open+sesame', {}],
    ['/upload?key=open%20sesame', {}],
  ]
  for (const [path, headers] of ways) {
    const init = { ...sent, headers: { ...headers, 'content-type': 'application/json' } }
    expect(await post(path, init, own.url)).toMatchObject({ status: 200, success: true })
  }
})

test('others than this machine reach it only with a secret', async () => {
  const { environment } = desk
  const ended = await type(['picgo', '--host', '0.0.0.0', '--port', '0'], { environment })
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a --secret') })
})

test('Ctrl-C ends it with 0; a port that is taken is told', async () => {
  const own = await startPicGo()
  const port = new URL(own.url).port
  const second = await desk.tintype(['picgo', '--port', port])
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`listens on port ${port}`) })
  own.server.child.kill('SIGINT')
  expect(await own.server.ended).toMatchObject({ code: 0, signal: null })
})

/** fetch lets nobody choose the headers that browsers say. */
function ask(path: string, headers: Record<string, string>, body: string) {
  return new Promise<{ status: number; body: unknown; allowed: string | undefined }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const asked = request({ hostname, port, path, method: 'POST', headers }, async (response) => {
      let text = ''
      for await (const piece of response.setEncoding('utf8')) text += piece
      const allowed = response.headers['access-control-allow-origin']
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text), allowed })
    })
    asked.once('error', reject)
    asked.end(body)
  })
}
