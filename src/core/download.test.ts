import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createRawServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type DownloadOrder, download, fetchSource } from './download.ts'

let base: string
beforeAll(async () => {
  base = await fs.mkdtemp(join(tmpdir(), 'download-test-'))
})
afterAll(() => fs.rm(base, { recursive: true, force: true }))

const servers: { close: () => void; closeAllConnections?: () => void }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections?.()
  }
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

const serve = (listener: RequestListener) => listen(createServer(listener))

function makeApp(urlAllow: string[] = [], name = 'data') {
  const dataDir = join(base, `${name}-${urlAllow.join().replace(/\W/g, '-')}`)
  return {
    config: { dataDir, baseUrl: 'https://img.example.com', mediaUrl: 'http://127.0.0.1:9000/m', urlAllow },
  }
}

const nowhere = async () => ['127.0.0.1']
const left = (app: ReturnType<typeof makeApp>) =>
  fs.readdir(join(app.config.dataDir, 'staging')).catch(() => [])

async function fetchFrom(port: number, path: string, order: Partial<DownloadOrder> = {}) {
  const app = makeApp([`pictures.test:${port}`])
  await using found = new AsyncDisposableStack()
  try {
    const url = `http://pictures.test:${port}${path}`
    const answer = await fetchSource(app, { url, limit: 1000, lookup: nowhere, time: 5000, ...order })
    found.use(answer.staged)
    return { filename: answer.filename, bytes: await fs.readFile(answer.staged.path, 'latin1') }
  } finally {
    await found.disposeAsync()
    expect(await left(app)).toEqual([])
  }
}

const unreachable = { code: 'url-unreachable', message: "Can't get target upload source info" }

describe('refused before anybody is connected to', () => {
  test.each([
    ['ftp://example.com/a.png', 'url-scheme'],
    ['file:///etc/passwd', 'url-scheme'],
    ['javascript:alert(1)', 'url-scheme'],
    ['https://img.example.com/a.png', 'url-self'],
    ['http://IMG.Example.com.:8080/a.png', 'url-self'],
    ['http://127.0.0.1:9000/a.png', 'url-self'],
    ['http://127.0.0.1/a.png', 'url-private'],
    ['http://127.0.0.1:3000/a.png', 'url-private'],
    ['http://127.1/', 'url-private'],
    ['http://2130706433/', 'url-private'],
    ['http://0x7f.1/', 'url-private'],
    ['http://0177.0.0.01/', 'url-private'],
    ['http://①②⑦.0.0.1/', 'url-private'],
    ['http://127.0.0.1./', 'url-private'],
    ['http://0/', 'url-private'],
    ['http://10.1.2.3/', 'url-private'],
    ['http://169.254.169.254/latest/meta-data/', 'url-private'],
    ['http://[::1]/', 'url-private'],
    ['http://[::ffff:127.0.0.1]/', 'url-private'],
    ['http://[::127.0.0.1]/', 'url-private'],
    ['http://[64:ff9b::7f00:1]/', 'url-private'],
    ['http://[64:ff9b:1::a00:1]/', 'url-private'],
    ['http://[2002:7f00:1::]/', 'url-private'],
    ['http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/', 'url-private'],
    ['http://[2600::5efe:127.0.0.1]/', 'url-private'],
    ['http://[fd00::1]/', 'url-private'],
    ['http://localhost/', 'url-private'],
    ['http://localhost./', 'url-private'],
    ['http://user:secret@example.com/', 'url-unreachable'],
    ['http://8.8.8.8:22/', 'url-unreachable'],
    ['http://', 'url-unreachable'],
    ['no url', 'url-unreachable'],
    [`http://example.com/${'a'.repeat(9000)}`, 'url-unreachable'],
  ])('%s: %s', async (url, code) => {
    await expect(download(makeApp(), url, 10)).rejects.toMatchObject({ code })
  })

  test.each([
    ['a name with a private address', ['10.0.0.1'], 'url-private'],
    ['a name with one private address among public ones', ['1.1.1.1', '::1', '8.8.8.8'], 'url-private'],
    ['a name without addresses', [], 'url-unreachable'],
  ])('%s', async (_name, addresses, code) => {
    const order = { url: 'http://pictures.test/', limit: 10, lookup: async () => addresses }
    await expect(fetchSource(makeApp(), order)).rejects.toMatchObject({ code })
  })

  test('the scheme is named, and no more of the address', async () => {
    const refusal = download(makeApp(), 'gopher://secret.test/', 10)
    await expect(refusal).rejects.toMatchObject({ details: { what: 'gopher' } })
  })

  test('an unknown name looks like a host that does not answer', async () => {
    const lookup = async () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENOTFOUND' }))
    await expect(fetchSource(makeApp(), { url: 'http://x.test/', limit: 10, lookup })).rejects.toMatchObject(
      unreachable,
    )
  })

  test('a resolver that never answers is waited for no longer than the whole may take', async () => {
    const order = {
      url: 'http://x.test/',
      limit: 10,
      lookup: () => new Promise<string[]>(() => {}),
      time: 30,
    }
    await expect(fetchSource(makeApp(), order)).rejects.toMatchObject(unreachable)
  })
})

describe('fetching', () => {
  test('bytes, name and headers', async () => {
    let asked: unknown
    const port = await serve((request, response) => {
      asked = { host: request.headers.host, url: request.url, encoding: request.headers['accept-encoding'] }
      response.end('picture')
    })
    const found = await fetchFrom(port, '/a/b%20%C3%A9.png?size=1#top')
    expect(found).toEqual({ filename: 'b é.png', bytes: 'picture' })
    expect(asked).toEqual({
      host: `pictures.test:${port}`,
      url: '/a/b%20%C3%A9.png?size=1',
      encoding: 'identity',
    })
  })

  test.each([
    ['/', ''],
    ['/a/', ''],
    ['/a%2Fb.png', 'b.png'],
    ['/%E0%A4%A.png', '%E0%A4%A.png'],
    ['/..%2f..%2fpasswd', 'passwd'],
  ])('the name in %s is %j', async (path, filename) => {
    const port = await serve((_request, response) => response.end('x'))
    expect(await fetchFrom(port, path)).toMatchObject({ filename })
  })

  test('a name is resolved once: what it means afterwards does not matter', async () => {
    const port = await serve((_request, response) => response.end('x'))
    let asked = 0
    const lookup = async () => (++asked === 1 ? ['127.0.0.1'] : ['10.0.0.1'])
    await fetchFrom(port, '/', { lookup })
    expect(asked).toBe(1)
  })

  test('TLS asks for the name, not for the address', async () => {
    const seen = Promise.withResolvers<string>()
    const server = createTlsServer({
      SNICallback: (name, done) => {
        seen.resolve(name)
        done(new Error('no certificate here'))
      },
    })
    server.on('tlsClientError', () => {})
    const port = await listen(server)
    const order = { url: `https://pictures.test:${port}/`, limit: 10, lookup: nowhere }
    await expect(fetchSource(makeApp([`pictures.test:${port}`]), order)).rejects.toMatchObject(unreachable)
    expect(await seen.promise).toBe('pictures.test')
  })

  test.each([301, 302, 303, 307, 308])('a redirect %i is followed, the first name kept', async (status) => {
    const port = await serve((request, response) => {
      if (request.url === '/end') response.end('there')
      else response.writeHead(status, { location: '/end' }).end('ignored')
    })
    expect(await fetchFrom(port, '/start.png')).toEqual({ filename: 'start.png', bytes: 'there' })
  })

  test.each([
    ['a loop', '/again'],
    ['a private address', 'http://10.0.0.1/'],
    ['an address of ours', 'https://img.example.com/x.png'],
    ['another port', 'http://pictures.test:1/'],
    ['another scheme', 'file:///etc/passwd'],
    ['credentials', 'http://a:b@pictures.test/'],
    ['nothing sensible', 'http://[/'],
  ])('a redirect to %s is refused like anything else', async (_name, location) => {
    const port = await serve((_request, response) => response.writeHead(302, { location }).end())
    await expect(fetchFrom(port, '/')).rejects.toMatchObject(unreachable)
  })

  test('exactly five redirects are followed', async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    })
    expect(await fetchFrom(port, '/5')).toMatchObject({ bytes: 'there' })
    await expect(fetchFrom(port, '/6')).rejects.toMatchObject(unreachable)
  })
})

describe('answers that are refused', () => {
  const listeners: [string, RequestListener, object][] = [
    ['404', (_request, response) => response.writeHead(404).end('no'), unreachable],
    ['no content', (_request, response) => response.writeHead(204).end(), unreachable],
    ['part of it', (_request, response) => response.writeHead(206).end('x'), unreachable],
    ['nothing in it', (_request, response) => response.end(), unreachable],
    ['a redirect without a place', (_request, response) => response.writeHead(302).end(), unreachable],
    [
      'compressed',
      (_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1e6))),
      unreachable,
    ],
    [
      'cut off',
      (_request, response) => {
        response.writeHead(200, { 'content-length': 500 }).write('x')
        response.flushHeaders()
        setImmediate(() => response.destroy())
      },
      unreachable,
    ],
    [
      'long headers',
      (_request, response) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end('x'),
      unreachable,
    ],
    [
      'announced as too large',
      (_request, response) => void response.writeHead(200, { 'content-length': 1001 }).write('x'),
      { code: 'too-large', details: { limit: 1000 } },
    ],
    [
      'found to be too large',
      (_request, response) => void response.write('x'.repeat(2000)),
      { code: 'too-large', details: { limit: 1000 } },
    ],
    ['that never comes', () => {}, unreachable],
    ['that never ends', (_request, response) => void response.write('x'), unreachable],
  ]
  test.each(listeners)('%s', async (name, listener, expected) => {
    const port = await serve(listener)
    const order = name.startsWith('that never') ? { time: 200 } : {}
    await expect(fetchFrom(port, '/', order)).rejects.toMatchObject(expected)
  })

  test('something that is not HTTP', async () => {
    const port = await listen(
      createRawServer((socket: Socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n')),
    )
    await expect(fetchFrom(port, '/')).rejects.toMatchObject(unreachable)
  })

  test('nobody listens', async () => {
    const server = createServer()
    const port = await listen(server)
    server.close()
    await once(server, 'close')
    await expect(fetchFrom(port, '/')).rejects.toMatchObject(unreachable)
  })
})

test('a data folder that fails is our fault', async () => {
  const port = await serve((_request, response) => response.end('x'))
  const app = makeApp([`127.0.0.1:${port}`], 'broken')
  await fs.writeFile(app.config.dataDir, 'a file in the way')
  await expect(download(app, `http://127.0.0.1:${port}/`, 10)).rejects.toMatchObject({ code: 'internal' })
})
