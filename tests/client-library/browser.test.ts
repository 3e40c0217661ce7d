import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../fixture.ts'
import { openStage } from '../stage.ts'
import { openBrowser } from '../ui/browser.ts'
import { openFragileWay } from './fragile-way.ts'
import { digestOf, digestsOf, largePicture } from './large.ts'

/** What a script of another site does with the library: `run`, in a page, a worker and a service worker. */
const run = `
import { createClient, storeIn } from './client.js'
export async function run({ url, key, options, broken }) {
  const picture = await (await fetch('/picture')).blob()
  const client = createClient({ url, key })
  const told = []
  const stop = new AbortController()
  const onProgress = ({ sent }) => {
    told.push(sent)
    if (broken && sent > 500000) stop.abort(new Error('broken off'))
  }
  const store = options.stored ? storeIn(localStorage) : undefined
  const given = { name: 'from afar.png', ...options, store, onProgress, signal: stop.signal }
  try {
    const { media } = await client.upload(picture, given)
    const found = await client.get('/api/media/{id}', { params: { path: { id: media.id } } })
    return { filename: found.filename, told }
  } catch (error) {
    return { code: error.code ?? error.message, told }
  }
}
`
const worker = `
import { run } from './run.js'
self.onmessage = async ({ data, ports, source }) => (ports[0] ?? self).postMessage(await run(data))
`
const calls = {
  page: (data: string) => `import('/run.js').then(({ run }) => run(${data}))`,
  worker: (data: string) => `new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js', { type: 'module' })
    worker.onmessage = (event) => resolve(event.data)
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(${data})
  })`,
  'service worker': (data: string) => `(async () => {
    await navigator.serviceWorker.register('/worker.js', { type: 'module' })
    const { active } = await navigator.serviceWorker.ready
    const { port1, port2 } = new MessageChannel()
    return new Promise((resolve) => {
      port1.onmessage = (event) => resolve(event.data)
      active.postMessage(${data}, [port2])
    })
  })()`,
}

type Ran = { filename?: string; code?: string; told: number[] }
type Site = AsyncDisposable & { url: string }

const picture = largePicture(2_000_000)
let bundle = ''
beforeAll(async () => {
  bundle = await bundleClient()
})
const site = fixture(openSite)
const browser = fixture(openBrowser)

describe.each(['page', 'worker', 'service worker'] as const)('in a %s of another site', (where) => {
  const ways = [
    ['whole', {}, { answerTo: /^POST/ }],
    ['in parts', { resumable: true, partSize: 800_000, duplicates: 'again' }, { afterBytes: 300_000 }],
  ] as const
  test.each(ways)('uploads %s, though the connection breaks', async (_how, options, fault) => {
    await using stage = await openStage()
    const { key } = await stage.person()
    await using way = await openFragileWay(stage, [fault])
    const ran = await runIn(where, { url: way.url, key, options })
    expect(ran).toMatchObject({ filename: 'from afar.png' })
    expect(ran.told.at(-1)).toBe(picture.length)
    if ('resumable' in options) expect(ran.told.length).toBeGreaterThan(3)
    expect(await digestsOf(stage)).toEqual([digestOf(picture)])
    expect(way.faults).toEqual([])
  })

  test('is told what is wrong', async () => {
    await using stage = await openStage()
    const refused = await runIn(where, { url: stage.url, key: `tint${'x'.repeat(28)}`, options: {} })
    expect(refused.code).toBe('key-invalid')
    const nobody = await runIn(where, { url: 'http://127.0.0.1:9', key: 'x', options: { retries: 0 } })
    expect(nobody.code).toBe('network')
  })
})

test('a page that was left goes on when it is opened again', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  await using way = await openFragileWay(stage)
  await using visitor = await browser.visitor()
  const options = { resumable: true, partSize: 400_000, stored: true }
  const given = { url: way.url, key, options }
  await visitor.page.goto(site.url)
  const left: Ran = await visitor.page.evaluate(calls.page(JSON.stringify({ ...given, broken: true })))
  expect(left.code).toBe('broken off')
  await visitor.page.reload()
  const ran: Ran = await visitor.page.evaluate(calls.page(JSON.stringify(given)))
  expect(ran.told[0]).toBeGreaterThanOrEqual(400_000)
  expect(await digestsOf(stage)).toEqual([digestOf(picture)])
})

async function runIn(where: keyof typeof calls, given: object): Promise<Ran> {
  await using visitor = await browser.visitor()
  await visitor.page.goto(site.url)
  return await visitor.page.evaluate(calls[where](JSON.stringify(given)))
}

/** As a page's builder would take it up: one file, and nothing of Node in it. */
async function bundleClient(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, '../../client/src/client.ts'), formats: ['es'] },
    },
  })
  const [first] = [built].flat()
  if (!first || !('output' in first)) throw new Error('nothing was built')
  return first.output[0].code
}

async function openSite(): Promise<Site> {
  const script = 'text/javascript'
  const files: Record<string, [type: string, body: string | Buffer]> = {
    '/': ['text/html', '<!doctype html><title>Elsewhere</title>'],
    '/client.js': [script, bundle],
    '/run.js': [script, run],
    '/worker.js': [script, worker],
    '/picture': ['image/png', picture],
  }
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = files[url] ?? ['text/plain', '']
    response.writeHead(files[url] ? 200 : 404, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
