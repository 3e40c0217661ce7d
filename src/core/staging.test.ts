import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stage, sweepStaging } from './staging.ts'

let base: string
beforeAll(async () => {
  base = await fs.mkdtemp(join(tmpdir(), 'staging-test-'))
})
afterAll(() => fs.rm(base, { recursive: true, force: true }))

async function openScene() {
  const dataDir = await fs.mkdtemp(join(base, 'scene-'))
  const staging = join(dataDir, 'staging')
  return { app: { config: { dataDir }, now: Date.now }, staging }
}

const left = (staging: string) => fs.readdir(staging).catch(() => [])
const hash = (name: string, bytes: Buffer) => createHash(name).update(bytes).digest('hex')

test.each([
  ['one chunk', [5]],
  ['many small chunks', Array.from({ length: 3000 }, (_, at) => at % 700)],
  ['chunks around the size of a write', [512 * 1024, 1, 512 * 1024 - 1, 512 * 1024 + 1, 3_000_000, 7]],
])('bytes arrive whole: %s', async (_name, sizes) => {
  const { app, staging } = await openScene()
  const chunks = sizes.map((size, at) => Buffer.alloc(size, `${at}:`))
  const whole = Buffer.concat(chunks)
  {
    await using staged = await stage(app, Readable.from(chunks, { objectMode: true }), whole.length)
    expect(staged.size).toBe(whole.length)
    expect(staged.digest).toBe(hash('sha256', whole))
    expect(staged.md5).toBe(hash('md5', whole))
    expect(await fs.readFile(staged.path)).toEqual(whole)
    expect((await fs.stat(staged.path)).mode & 0o777).toBe(0o600)
    expect((await fs.stat(staged.folder)).mode & 0o777).toBe(0o700)
    await fs.writeFile(join(staged.folder, 'beside'), 'x')
  }
  expect(await left(staging)).toEqual([])
})

test('a chunk that its source uses again is not mixed up', async () => {
  const { app } = await openScene()
  async function* source() {
    const chunk = Buffer.alloc(100_000)
    for (let at = 0; at < 20; at++) yield chunk.fill(at)
  }
  await using staged = await stage(app, source(), 1e9)
  const expected = Buffer.concat(Array.from({ length: 20 }, (_, at) => Buffer.alloc(100_000, at)))
  expect((await fs.readFile(staged.path)).equals(expected)).toBe(true)
})

test('one byte over the limit is refused, and the source is closed', async () => {
  const { app, staging } = await openScene()
  const source = Readable.from([Buffer.alloc(10), Buffer.alloc(1)])
  await expect(stage(app, source, 10)).rejects.toMatchObject({ code: 'too-large', details: { limit: 10 } })
  expect(source.destroyed).toBe(true)
  expect(await left(staging)).toEqual([])
})

test('no bytes are refused', async () => {
  const { app, staging } = await openScene()
  await expect(stage(app, Readable.from([Buffer.alloc(0)]), 10)).rejects.toMatchObject({
    code: 'empty-source',
  })
  expect(await left(staging)).toEqual([])
})

test('a source that breaks leaves nothing', async () => {
  const { app, staging } = await openScene()
  async function* source() {
    yield Buffer.alloc(2_000_000)
    throw new Error('the wire broke')
  }
  await expect(stage(app, source(), 1e9)).rejects.toMatchObject({
    code: 'internal',
    cause: expect.objectContaining({ message: 'the wire broke' }),
  })
  expect(await left(staging)).toEqual([])
})

test('a data folder that cannot be is our fault, not the sender’s', async () => {
  const { app } = await openScene()
  await fs.writeFile(join(app.config.dataDir, 'staging'), 'a file in the way')
  await expect(stage(app, Readable.from([Buffer.alloc(1)]), 10)).rejects.toMatchObject({ code: 'internal' })
})

test('a full disk is storage-full', async () => {
  const { app } = await openScene()
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(1)
    throw full
  }
  await expect(stage(app, source(), 10)).rejects.toMatchObject({ code: 'storage-full' })
})

test('the sweep takes what belongs to nobody, and nothing else', async () => {
  const { app, staging } = await openScene()
  await using kept = await stage(app, Readable.from([Buffer.alloc(1)]), 10)
  await using old = await stage(app, Readable.from([Buffer.alloc(1)]), 10)
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000)
  await fs.utimes(old.folder, longAgo, longAgo)
  const names = {
    dead: '4194305-0123456789ab-1',
    earlierRun: `${process.pid}-0123456789ab-1`,
    alive: `${process.ppid}-0123456789ab-1`,
    foreign: 'something-else',
  }
  for (const name of Object.values(names)) await fs.mkdir(join(staging, name))
  expect(await sweepStaging(app)).toBe(3)
  expect(await left(staging)).toEqual(
    [names.alive, names.foreign, kept.folder.slice(staging.length + 1)].sort(),
  )
  expect(existsSync(old.folder)).toBe(false)
  expect(await sweepStaging((await openScene()).app)).toBe(0)
})
