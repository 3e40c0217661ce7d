import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient, type Progress, TintypeError } from '@tintype/client'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { databases, openStage } from '../stage.ts'
import { newPicture } from '../wire/smms-client.ts'
import { digestOf, digestsOf, largePicture } from './large.ts'

const megabyte = 1024 * 1024

test.each(databases)('uploads with all that may be told, and calls with types, on %s', async (database) => {
  await using stage = await openStage({ database })
  const { key, name } = await stage.person()
  const client = createClient({ url: `${stage.url}/`, key })
  const album = await client.post('/api/albums', { body: { name: 'Gates' } })
  const bytes = await newPicture()
  const told: Progress[] = []
  const { media, repeated } = await client.upload(bytes, {
    ...{ name: 'gâte.png', title: 'A gate', description: 'of wood', tags: ['gate', 'wood'], album: album.id },
    ...{ visibility: 'link', expires: 3_600_000, nsfw: true, onProgress: (progress) => told.push(progress) },
  })
  expect(repeated).toBe(false)
  expect(media).toMatchObject({ filename: 'gâte.png', title: 'A gate', album: { name: 'Gates' }, nsfw: true })
  expect(told.at(-1)).toEqual({ sent: bytes.length, total: bytes.length })
  const found = await client.get('/api/media/{id}', { params: { path: { id: media.id } } })
  expect(found).toMatchObject({ description: 'of wood', tags: ['gate', 'wood'], owner: { name } })
  const list = await client.get('/api/media', { params: { query: { scope: 'mine', tag: 'wood' } } })
  expect(list.items.map(({ id }) => id)).toEqual([media.id])
  const changed = await client.patch('/api/media/{id}', {
    ...{ params: { path: { id: media.id } }, body: { title: 'A door' } },
  })
  expect(changed.items[0]?.title).toBe('A door')
  const path = { id: media.id }
  expect(await client.delete('/api/media/{id}', { params: { path } })).toMatchObject({ ids: [media.id] })
  expect(await client.delete('/api/albums/{id}', { params: { path: { id: album.id } } })).toBeUndefined()
  const gone = client.get('/api/media/{id}', { params: { path: { id: album.id } } })
  await expect(gone).rejects.toMatchObject({ code: 'not-found', status: 404 })
})

describe('a source', () => {
  const bytes = largePicture(3 * megabyte)
  const whole = new Uint8Array(bytes)
  const stream = () => ({ stream: new Blob([whole]).stream(), size: bytes.length, name: 'a.png' })
  async function* slowly() {
    for (let at = 0; at < whole.length; at += 100_000) yield whole.subarray(at, at + 100_000)
  }
  const sources = [
    ['a Blob', () => new Blob([whole], { type: 'image/png' })],
    ['a File', () => new File([whole], 'a.png')],
    ['bytes', () => whole],
    ['a view into bytes', () => new Uint8Array(Buffer.concat([bytes, bytes])).subarray(0, bytes.length)],
    ['an ArrayBuffer', () => whole.buffer],
    ['a stream', stream],
    ['an iteration', () => ({ stream: slowly(), size: bytes.length })],
    ['a data URI', () => new URL(`data:image/png;base64,${bytes.subarray(0, 1_000_000).toString('base64')}`)],
  ] as const

  test.each(sources)('may be %s, whole and in parts', async (_name, open) => {
    await using stage = await openStage()
    const [first, second] = [await stage.person(), await stage.person()]
    const small = await createClient({ url: stage.url, key: first.key }).upload(open())
    const told: number[] = []
    const large = await createClient({ url: stage.url, key: second.key }).upload(open(), {
      ...{ resumable: true, partSize: 700_000, onProgress: ({ sent }) => void told.push(sent) },
    })
    expect(small.media.id).not.toBe(large.media.id)
    const digest = digestOf(open() instanceof URL ? bytes.subarray(0, 1_000_000) : bytes)
    expect(await digestsOf(stage)).toEqual([digest, digest])
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })

  test('that is an address is fetched by the server', async () => {
    await using files = createServer((_request, response) => void response.end(bytes))
    const port = await new Promise((resolve) => {
      files.listen(0, '127.0.0.1', () => resolve((files.address() as AddressInfo).port))
    })
    await using stage = await openStage({ environment: { URL_ALLOW: `127.0.0.1:${port}` } })
    const { key } = await stage.person()
    const { media } = await createClient({ url: stage.url, key }).upload(
      new URL(`http://127.0.0.1:${port}/far.png`),
    )
    expect([media.filename, await digestsOf(stage)]).toEqual(['far.png', [digestOf(bytes)]])
  })

  test('that is none, ends early or is empty is refused', async () => {
    await using stage = await openStage()
    const { key } = await stage.person()
    const client = createClient({ url: stage.url, key })
    const refusal = (source: unknown, resumable = false) =>
      client.upload(source as Blob, { resumable }).catch(({ code, field }) => [code, field])
    expect(await refusal('a.png')).toEqual(['bad-input', 'source'])
    for (const resumable of [true, false]) {
      expect(await refusal({ ...stream(), size: bytes.length + 1 }, resumable)).toEqual([
        'bad-input',
        'source',
      ])
      expect(await refusal(new Blob([]), resumable)).toEqual(['empty-source', undefined])
    }
    expect(await digestsOf(stage)).toEqual([])
  })
})

test('from 16 MB on it goes in parts without being asked', async () => {
  await using stage = await openStage()
  await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: String(64 * megabyte) })
  const { key } = await stage.person()
  const asked: string[] = []
  const fetch = (url: string, init?: RequestInit) => {
    asked.push(`${init?.method} ${new URL(url).pathname.replace(/\w{22}$/, 'ID')}`)
    return globalThis.fetch(url, init)
  }
  const client = createClient({ url: stage.url, key, fetch })
  const told: Progress[] = []
  const bytes = largePicture(17 * megabyte)
  await client.upload(bytes, { onProgress: (progress) => void told.push(progress) })
  expect(asked).toEqual(['POST /api/uploads', ...Array(3).fill('PATCH /api/uploads/ID')])
  expect(await digestsOf(stage)).toEqual([digestOf(bytes)])
  expect(told.length).toBeGreaterThan(20)
  expect(told.at(-1)).toEqual({ sent: bytes.length, total: bytes.length })
})

test('the same bytes again: the media that holds them, a refusal or another media', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  const client = createClient({ url: stage.url, key })
  const bytes = await newPicture()
  const { media } = await client.upload(bytes, { title: 'First' })
  expect(await client.upload(bytes, { title: 'Second' })).toMatchObject({
    ...{ media: { id: media.id, title: 'First' }, repeated: true },
  })
  const refused = client.upload(bytes, { duplicates: 'refuse' })
  await expect(refused).rejects.toMatchObject({ code: 'duplicate', details: { mediaId: media.id } })
  const again = await client.upload(bytes, { duplicates: 'again', title: 'Third' })
  expect(again).toMatchObject({ media: { title: 'Third' }, repeated: false })
  expect(again.media.id).not.toBe(media.id)
})

test('a guest uploads too, in parts as well, and knows its own', async () => {
  await using stage = await openStage()
  const client = createClient({ url: stage.url })
  const { media } = await client.upload(largePicture(megabyte), { resumable: true, partSize: 300_000 })
  const { items } = await client.get('/api/media', { params: { query: { scope: 'guest' } } })
  expect(items.map(({ id }) => id)).toEqual([media.id])
})

test('refusals say what they are', async () => {
  await using stage = await openStage()
  const { key } = await stage.person()
  const client = createClient({ url: stage.url, key })
  const picture = await newPicture()
  const refusal = (work: Promise<unknown>) => work.catch((error: unknown) => error)
  const text = await refusal(client.upload(new TextEncoder().encode('no picture')))
  expect(text).toBeInstanceOf(TintypeError)
  expect(text).toMatchObject({ code: 'unsupported', status: 415, requestId: expect.any(String) })
  expect(await refusal(client.upload(picture, { title: 'x'.repeat(101) }))).toMatchObject({
    ...{ code: 'bad-input', field: 'title' },
  })
  expect(await refusal(client.upload(picture, { tags: ['a,b'] }))).toMatchObject({ field: 'tags' })
  expect(await refusal(client.upload(picture, { expires: new Date(0) }))).toMatchObject({ field: 'expires' })
  expect(await refusal(client.upload(picture, { album: 'x' }))).toMatchObject({ code: 'bad-album' })
  await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: '1000' })
  for (const resumable of [true, false]) {
    expect(await refusal(client.upload(largePicture(5000), { resumable }))).toMatchObject({
      ...{ code: 'too-large', status: 413, details: { limit: 1000 } },
    })
  }
  const stranger = createClient({ url: stage.url, key: `tint${'x'.repeat(28)}` })
  expect(await refusal(stranger.upload(picture))).toMatchObject({ code: 'key-invalid', status: 401 })
  expect(() => createClient({ url: 'images.example' })).toThrow(/no address like/)
})
