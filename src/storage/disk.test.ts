import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDisk } from './disk.ts'
import { storeSuite } from './store.suite.ts'
import type { Store } from './store.ts'

let base: string

beforeAll(async () => {
  base = await fs.mkdtemp(join(tmpdir(), 'disk-test-'))
})
afterAll(() => fs.rm(base, { recursive: true, force: true }))

storeSuite('disk', () => openDisk(join(base, 'suite')))

/** A disk of its own, a file that waits to be put there, and a folder outside. */
async function openScene() {
  const folder = await fs.mkdtemp(join(base, 'scene-'))
  const root = join(folder, 'files')
  const path = join(folder, 'staged')
  await fs.writeFile(path, 'staged')
  await fs.mkdir(join(folder, 'outside'))
  return { store: openDisk(root), root, path, outside: join(folder, 'outside') }
}

async function listKeys(store: Store, prefix: string) {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

test('takes a file from another file system', async () => {
  const { store, root } = await openScene()
  const elsewhere = await fs.mkdtemp('/dev/shm/disk-test-')
  try {
    await fs.writeFile(join(elsewhere, 'far'), 'far')
    expect((await fs.stat(elsewhere)).dev).not.toBe((await fs.stat(root)).dev)
    await store.put([{ key: '2026/11/22/far.png', path: join(elsewhere, 'far'), type: 'image/png' }])
    await fs.writeFile(join(elsewhere, 'far'), 'other')
    expect(
      await store.put([{ key: '2026/11/22/far.png', path: join(elsewhere, 'far'), type: 'image/png' }]),
    ).toBe(false)
    expect(await fs.readdir(join(root, '2026/11/22'))).toEqual(['far.png'])
    expect(await fs.readFile(join(root, '2026/11/22/far.png'), 'utf8')).toBe('far')
  } finally {
    await fs.rm(elsewhere, { recursive: true })
  }
})

test('what is copied counts as kept now, however old it is', async () => {
  const { store, root, path } = await openScene()
  await store.put([{ key: '2026/11/22/old.png', path, type: 'image/png' }])
  await fs.utimes(join(root, '2026/11/22/old.png'), 1, 1)
  expect(await store.copy([{ from: '2026/11/22/old.png', to: '2026/11/22/new.png' }])).toBe(true)
  expect((await store.stat('2026/11/22/new.png'))?.modified).toBeGreaterThan(Date.now() - 60_000)
})

test('gives the path of a key', async () => {
  const { store, root } = await openScene()
  expect(store.link('2026/11/22/a.png')).toEqual({ path: join(root, '2026/11/22/a.png') })
})

test('removes folders that became empty, never the root', async () => {
  const { store, root, path } = await openScene()
  await store.put([{ key: '2026/11/22/a.png', path, type: 'image/png' }])
  await store.remove(['2026/11/22/a.png'])
  expect(await fs.readdir(root)).toEqual([])
})

test('does not tell of copies in the making, and removes those left behind', async () => {
  const { store, root, path } = await openScene()
  await store.put([{ key: '2026/11/22/a.png', path, type: 'image/png' }])
  const [fresh, abandoned] = [join(root, '2026/11/22/.put-1'), join(root, '2026/11/22/.put-2')]
  await fs.writeFile(fresh, 'x')
  await fs.writeFile(abandoned, 'x')
  await fs.utimes(abandoned, 0, 0)
  expect(await listKeys(store, '')).toEqual(['2026/11/22/a.png'])
  expect(existsSync(fresh)).toBe(true)
  expect(existsSync(abandoned)).toBe(false)
})

test('does not tell of files whose names are no keys, nor look into such folders', async () => {
  const { store, root, path } = await openScene()
  await store.put([{ key: '2026/11/22/a.png', path, type: 'image/png' }])
  await fs.writeFile(join(root, '2026/11/22/my cat.png'), 'x')
  await fs.mkdir(join(root, 'lost+found'))
  await fs.writeFile(join(root, 'lost+found/1.png'), 'x')
  expect(await listKeys(store, '')).toEqual(['2026/11/22/a.png'])
})

test('does not follow a symbolic link in place of a file', async () => {
  const { store, root, path, outside } = await openScene()
  await fs.writeFile(join(outside, 'secret'), 'secret')
  await fs.mkdir(join(root, '2026'))
  await fs.symlink(join(outside, 'secret'), join(root, '2026/a.png'))
  expect(await store.open('2026/a.png')).toBeUndefined()
  expect(await store.stat('2026/a.png')).toBeUndefined()
  expect(await listKeys(store, '')).toEqual([])
  expect(await store.put([{ key: '2026/a.png', path, type: 'image/png' }])).toBe(false)
  await store.remove(['2026/a.png'])
  expect(existsSync(join(outside, 'secret'))).toBe(true)
})

test('does not follow a symbolic link in place of a folder', async () => {
  const { store, root, path, outside } = await openScene()
  await fs.writeFile(join(outside, 'a.png'), 'secret')
  await fs.symlink(outside, join(root, '2026'))
  expect(await store.open('2026/a.png')).toBeUndefined()
  expect(await store.stat('2026/a.png')).toBeUndefined()
  expect(await listKeys(store, '')).toEqual([])
  expect(await listKeys(store, '2026/')).toEqual([])
  await expect(store.put([{ key: '2026/b.png', path, type: 'image/png' }])).rejects.toThrow('Symbolic link')
  await store.remove(['2026/a.png'])
  expect(await fs.readdir(outside)).toEqual(['a.png'])
})

test('a file where a folder should be is not taken for a taken key', async () => {
  const { store, path } = await openScene()
  expect(await store.put([{ key: '2026/a.png', path, type: 'image/png' }])).toBe(true)
  await expect(store.put([{ key: '2026/a.png/b.png', path, type: 'image/png' }])).rejects.toThrow()
})

test('does not put what a symbolic link points to', async () => {
  const { store, path } = await openScene()
  await fs.symlink(path, `${path}-link`)
  await expect(store.put([{ key: '2026/a.png', path: `${path}-link`, type: 'image/png' }])).rejects.toThrow()
  expect(await store.stat('2026/a.png')).toBeUndefined()
})
