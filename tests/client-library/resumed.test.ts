import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Client,
  createClient,
  type Progress,
  type Source,
  storeIn,
  type UploadOptions,
} from '@tintype/client'
import { openFile, openFileStore } from '@tintype/client/node'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { start, temporaryFolder } from '../process.ts'
import { openStage, type Stage } from '../stage.ts'
import { openFragileWay } from './fragile-way.ts'
import { digestOf, digestsOf, largePicture } from './large.ts'

const megabyte = 1024 * 1024
const node = process.execPath

test('a program that was killed goes on where it stopped, and its file becomes one media', async () => {
  await using stage = await openStage()
  await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: String(100 * megabyte) })
  const { key } = await stage.person()
  await using folder = await temporaryFolder()
  await using way = await openFragileWay(stage)
  const [path, store] = [join(folder.path, 'large.png'), join(folder.path, 'uploads')]
  const bytes = largePicture(40 * megabyte)
  await writeFile(path, bytes)
  const command = [node, join(import.meta.dirname, 'sender.ts'), way.url, key, path, store]
  const arrived: number[] = []
  for (const least of [9, 20]) {
    await using sender = start([], { command })
    await sender.said(new RegExp(`at ${least}\\d{6}\\.`))
    sender.child.kill('SIGKILL')
    await sender.ended
    arrived.push(await arrivedAt(stage, key, store))
  }
  expect(arrived[0]).toBeGreaterThan(7 * megabyte)
  expect(arrived[1]).toBeGreaterThan(arrived[0] ?? 0)
  const before = way.passed()
  await using sender = start([], { command })
  expect(await sender.ended).toMatchObject({ code: 0, stderr: '' })
  expect(way.passed() - before).toBeLessThan(bytes.length - (arrived[1] ?? 0) + megabyte)
  expect(await digestsOf(stage)).toEqual([digestOf(bytes)])
  expect(await readdir(store)).toEqual([])
})

/** How many bytes the server has of the one upload that the store remembers. */
async function arrivedAt(stage: Stage, key: string, store: string): Promise<number> {
  const [name = ''] = await readdir(store)
  const address = await readFile(join(store, name), 'utf8')
  const id = address.trim().slice(-22)
  const client = createClient({ url: stage.url, key })
  return (await client.get('/api/uploads/{id}', { params: { path: { id } } })).offset
}

const inParts = { resumable: true, partSize: 200_000 } as const

/** Uploads until so many bytes have gone, and stops. */
async function breakOff(
  client: Client,
  source: Source,
  options: UploadOptions,
  most = 500_000,
): Promise<void> {
  const stop = new AbortController()
  const onProgress = ({ sent }: Progress) => void (sent > most && stop.abort(new Error('broken off')))
  const upload = client.upload(source, { ...inParts, ...options, onProgress, signal: stop.signal })
  await expect(upload).rejects.toThrow('broken off')
}

describe('what a store remembers', () => {
  const bytes = largePicture(megabyte)
  const file = new File([new Uint8Array(bytes)], 'a.png', { lastModified: 1 })
  const stream = () => ({ stream: new Blob([new Uint8Array(bytes)]).stream(), size: bytes.length })

  test.each<[string, () => Source, UploadOptions]>([
    ['a file', () => file, {}],
    ['bytes', () => bytes, {}],
    ['a stream with a name of its own', stream, { resumeAs: 'camera 1' }],
  ])('is gone on with: %s', async (_what, open, given) => {
    await using stage = await openStage()
    const { key } = await stage.person()
    const client = createClient({ url: stage.url, key })
    const store = new Map<string, string>()
    await breakOff(client, open(), { ...given, store })
    expect(store.size).toBe(1)
    const told: number[] = []
    await client.upload(open(), {
      ...inParts,
      ...given,
      store,
      onProgress: ({ sent }) => void told.push(sent),
    })
    expect(told[0]).toBeGreaterThanOrEqual(400_000)
    expect([await digestsOf(stage), store.size]).toEqual([[digestOf(bytes)], 0])
  })

  test('is of one person, of one file and of what was told of it', async () => {
    await using stage = await openStage()
    const [ann, bea] = [await stage.person(), await stage.person()]
    const client = createClient({ url: stage.url, key: ann.key })
    const store = new Map<string, string>()
    await breakOff(client, file, { store })
    const another = new File([largePicture(megabyte).subarray()], 'a.png', { lastModified: 1 })
    const first = async (upload: (onProgress: UploadOptions['onProgress']) => Promise<unknown>) => {
      const told: number[] = []
      await upload(({ sent }) => void told.push(sent))
      return told[0]
    }
    const options = { ...inParts, store }
    expect(await first((onProgress) => client.upload(another, { ...options, onProgress }))).toBe(0)
    const other = createClient({ url: stage.url, key: bea.key })
    expect(await first((onProgress) => other.upload(file, { ...options, onProgress }))).toBe(0)
    const title = 'With a title'
    expect(await first((onProgress) => client.upload(file, { ...options, title, onProgress }))).toBe(0)
    expect(store.size).toBe(1)
  })

  test('is begun anew where the server no longer knows it, or the store says nonsense', async () => {
    await using stage = await openStage()
    const { key } = await stage.person()
    const client = createClient({ url: stage.url, key })
    const store = new Map<string, string>()
    for (const address of [undefined, 'http://127.0.0.1:9/api/uploads/x', 'nonsense']) {
      await breakOff(client, bytes, { store, duplicates: 'again' })
      const [name = ''] = store.keys()
      if (address !== undefined) store.set(name, address)
      else await rm(join(stage.folder, 'resumable'), { recursive: true })
      const { repeated } = await client.upload(bytes, { ...inParts, store, duplicates: 'again' })
      expect([repeated, store.size]).toEqual([false, 0])
    }
    expect(await digestsOf(stage)).toEqual(Array(3).fill(digestOf(bytes)))
  })

  test('is forgotten when the server refuses the whole', async () => {
    await using stage = await openStage()
    const { key } = await stage.person()
    const store = new Map<string, string>()
    const text = new TextEncoder().encode('no picture '.repeat(100_000))
    const upload = createClient({ url: stage.url, key }).upload(text, { ...inParts, store })
    await expect(upload).rejects.toMatchObject({ code: 'unsupported' })
    expect(store.size).toBe(0)
  })

  test('of which two are sent at the same time is sent twice, and the store of which fails, too', async () => {
    await using stage = await openStage()
    const { key } = await stage.person()
    const client = createClient({ url: stage.url, key })
    const fails = () => {
      throw new Error('full')
    }
    const stores = [new Map<string, string>(), { get: fails, set: fails, delete: fails }]
    const uploads = stores.flatMap((store) => {
      const options = { ...inParts, store, duplicates: 'again' } as const
      return [client.upload(bytes, options), client.upload(bytes, options)]
    })
    const ids = (await Promise.all(uploads)).map(({ media }) => media.id)
    expect(new Set(ids).size).toBe(4)
    expect(await digestsOf(stage)).toEqual(Array(4).fill(digestOf(bytes)))
  })
})

test('stores keep what they are given: a folder, a browser storage', async () => {
  await using folder = await temporaryFolder()
  const items = new Map<string, string>()
  const storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  }
  for (const open of [() => openFileStore(join(folder.path, 'deep', 'er')), () => storeIn(storage)]) {
    expect(await open().get('a/b')).toBeUndefined()
    await open().set('a/b', 'https://images.example/api/uploads/x')
    await open().set('c', 'another')
    expect(await open().get('a/b')).toBe('https://images.example/api/uploads/x')
    await open().delete('a/b')
    await open().delete('a/b')
    expect([await open().get('a/b'), await open().get('c')]).toEqual([undefined, 'another'])
  }
})

test('a file on disk is a source, and what is none is said', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a picture.png')
  await writeFile(path, largePicture(100_000))
  const file = await openFile(path)
  expect([file.name, file.size, file.lastModified]).toEqual(['a picture.png', 100_000, expect.any(Number)])
  await expect(openFile(folder.path)).rejects.toMatchObject({ code: 'bad-input', field: 'source' })
  await expect(openFile(`${path}.none`)).rejects.toMatchObject({ code: 'bad-input', field: 'source' })
})
