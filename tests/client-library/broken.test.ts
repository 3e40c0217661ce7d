import { createClient, type UploadOptions } from '@tintype/client'
import { expect, test } from 'vitest'
import { startServer, temporaryFolder } from '../process.ts'
import { openStage } from '../stage.ts'
import { newPicture } from '../wire/smms-client.ts'
import { type Fault, openFragileWay } from './fragile-way.ts'
import { openHost } from './host.ts'
import { digestOf, digestsOf, largePicture } from './large.ts'

const megabyte = 1024 * 1024

test.each<[string, Fault[]]>([
  ['within the form', [{ afterBytes: 150_000 }, { afterBytes: 80_000 }]],
  ['before the answer', [{ answerTo: /^POST \/api\/media/ }]],
  [
    'again and again',
    [{ answerTo: /^POST/ }, { afterBytes: 10 }, { answerTo: /^POST/ }, { answerTo: /^GET/ }],
  ],
])('a connection that breaks %s makes no second media', async (_where, faults) => {
  await using stage = await openStage()
  const { key } = await stage.person()
  await using way = await openFragileWay(stage, faults)
  const bytes = largePicture(300_000)
  const { media } = await createClient({ url: way.url, key }).upload(bytes, { title: 'Once' })
  expect(media).toMatchObject({ title: 'Once', mine: true })
  expect(await digestsOf(stage)).toEqual([digestOf(bytes)])
  expect(way.faults).toEqual([])
})

test.each<[string, Fault[]]>([
  ['at the beginning', [{ answerTo: /^POST \/api\/uploads/ }]],
  ['within a part', [{ afterBytes: 250_000 }, { afterBytes: 100_000 }]],
  ['between two parts', [{ answerTo: /^PATCH/ }]],
  ['all along', [{ afterBytes: 20 }, ...Array<Fault>(3).fill({ answerTo: /^(PATCH|GET)/ })]],
])('parts go on after a connection that breaks %s', async (_where, faults) => {
  await using stage = await openStage()
  const { key } = await stage.person()
  await using way = await openFragileWay(stage, faults)
  const bytes = largePicture(megabyte)
  const options = { resumable: true, partSize: 400_000, duplicates: 'again' } as const
  const { media, repeated } = await createClient({ url: way.url, key }).upload(bytes, options)
  expect([media.mine, repeated]).toEqual([true, false])
  expect(await digestsOf(stage)).toEqual([digestOf(bytes)])
  expect(way.faults).toEqual([])
})

test('the answer to the last part is asked for when it was lost', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  await using way = await openFragileWay(stage, [{ answerTo: /^PATCH/ }])
  const bytes = largePicture(300_000)
  const options = { resumable: true, duplicates: 'again' } as const
  const { media } = await createClient({ url: way.url, key }).upload(bytes, options)
  expect(media.mine).toBe(true)
  expect(way.asked.map((line) => line.split(' ')[0])).toEqual(['POST', 'PATCH', 'GET'])
  expect(await digestsOf(stage)).toEqual([digestOf(bytes)])
})

test.each<[string, UploadOptions]>([
  ['small', {}],
  ['small, another even if it is there', { duplicates: 'again', resumable: false, retries: 3 }],
  ['in parts', { resumable: true, partSize: 100_000 }],
])('a guest, too, has one media of one call: %s', async (_how, options) => {
  await using stage = await openStage()
  await using way = await openFragileWay(stage, [{ answerTo: /^POST \/api\/(media|uploads)/ }])
  const client = createClient({ url: way.url })
  const bytes = largePicture(300_000)
  // A form that may not be sent twice fails; everything else arrives.
  await client
    .upload(bytes, options)
    .catch(({ code }) => expect([code, options.duplicates]).toEqual(['network', 'again']))
  expect(way.faults).toEqual([])
  expect(await digestsOf(stage)).toEqual([digestOf(bytes)])
})

test('guests who send several at once are one, whom the server knows again', async () => {
  await using stage = await openStage()
  const client = createClient({ url: stage.url })
  const pictures = [1, 2, 3, 4].map(() => largePicture(300_000))
  const sent = pictures.map((bytes, index) =>
    client.upload(bytes, { resumable: index % 2 === 0, partSize: 100_000 }),
  )
  const ids = (await Promise.all(sent)).map(({ media }) => media.id)
  const { items } = await client.get('/api/media', { params: { query: { scope: 'guest' } } })
  expect(items.map(({ id }) => id).sort()).toEqual(ids.sort())
})

test.each([
  ['loses what is sent', 0],
  ['takes parts and loses the whole', 1],
])('gives up when the server %s again and again', async (_what, taken) => {
  let begun = 0
  let parts = 0
  await using host = await openHost((request, response) => {
    if (request.method === 'POST') {
      begun++
      parts = 0
      return response.writeHead(201, { location: `/api/uploads/u${begun}` }).end()
    }
    if (request.method === 'PATCH' && parts++ < taken) {
      return response.writeHead(204, { 'upload-offset': '100' }).end()
    }
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"code":"not-found"}}')
  })
  const client = createClient({ url: host.url, key: 'x' })
  const sent = client.upload(new Uint8Array(300), { resumable: true, partSize: 100, retries: 2 })
  await expect(sent).rejects.toMatchObject({ code: 'network', message: 'The server has lost the upload' })
  expect(begun).toBe(3)
})

test('gives up when a part is taken and its bytes are lost again and again', async () => {
  let parts = 0
  await using host = await openHost((request, response) => {
    if (request.method === 'POST') return response.writeHead(201, { location: '/api/uploads/u' }).end()
    if (request.method === 'GET') return response.end('{"id":"u","size":300,"offset":0}')
    parts++
    response.writeHead(204, { 'upload-offset': '300' }).end()
  })
  const client = createClient({ url: host.url, key: 'x' })
  const sent = client.upload(new Uint8Array(300), { resumable: true, retries: 1 })
  await expect(sent).rejects.toMatchObject({ code: 'network' })
  expect(parts).toBe(2)
})

test('a server that was killed and starts again gets the rest', async () => {
  await using folder = await temporaryFolder()
  const environment = { DATA_DIR: folder.path }
  const bytes = largePicture(4 * megabyte)
  let first = await startServer({ environment })
  await using way = await openFragileWay(first)
  const client = createClient({ url: way.url })
  let revived: Promise<void> | undefined
  const restart = async () => {
    first.child.kill('SIGKILL')
    await first.ended
    first = await startServer({ environment })
    way.leadTo(first.port)
  }
  const { media } = await client.upload(bytes, {
    ...{ resumable: true, partSize: megabyte, retries: 20 },
    onProgress: ({ sent }) => {
      if (sent > 2 * megabyte) revived ??= restart()
    },
  })
  await using server = first
  await revived
  expect(revived).toBeDefined()
  expect(server.url).not.toBe(way.url)
  const found = await client.get('/api/media/{id}', { params: { path: { id: media.id } } })
  expect(found.mine).toBe(true)
  // The parts that had come were not sent again.
  expect(way.passed()).toBeLessThan(bytes.length + 2 * megabyte)
})

test('gives up after as many attempts as it may make, and at once when told to stop', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  await using way = await openFragileWay(stage, Array<Fault>(50).fill({ answerTo: /./ }))
  const client = createClient({ url: way.url, key })
  const picture = await newPicture()
  const once = client.upload(picture, { retries: 0 })
  await expect(once).rejects.toMatchObject({ code: 'network', status: 0 })
  const twice = client.upload(picture, { retries: 1, resumable: true })
  await expect(twice).rejects.toMatchObject({ code: 'network' })
  expect(way.asked).toHaveLength(3)
  for (const resumable of [true, false]) {
    const stop = new AbortController()
    const stopped = client.upload(picture, { resumable, signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(stopped).rejects.toThrow('enough')
    await expect(client.upload(picture, { resumable, signal: stop.signal })).rejects.toThrow('enough')
  }
})
