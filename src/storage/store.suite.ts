import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ByteRange, Store, StoredFile } from './store.ts'

/** What every driver of `Store` must do. `open` gives a store that nobody else uses; it is called once. */
export function storeSuite(name: string, open: () => Promise<Store> | Store): void {
  describe(`store: ${name}`, () => {
    let store: Store
    let staging: string
    const stage = async (bytes: string | Uint8Array) => {
      const path = join(staging, randomUUID())
      await fs.writeFile(path, bytes)
      return path
    }
    const offer = async (key: string, bytes: string | Uint8Array) =>
      store.put([{ key: key, path: await stage(bytes), type: 'image/png' }])
    const put = async (key: string, bytes: string | Uint8Array) => expect(await offer(key, bytes)).toBe(true)
    const read = async (key: string, range?: ByteRange) => {
      const stream = await store.open(key, range)
      return stream === undefined ? undefined : await buffer(stream)
    }
    const list = async (prefix: string) => {
      const found: ({ key: string } & StoredFile)[] = []
      for await (const file of store.list(prefix)) found.push(file)
      return found
    }
    const keys = async (prefix: string) => (await list(prefix)).map((file) => file.key).sort()

    beforeAll(async () => {
      staging = await fs.mkdtemp(join(tmpdir(), 'store-suite-'))
      store = await open()
    })
    afterAll(() => fs.rm(staging, { recursive: true, force: true }))

    test('gives back the bytes that were put, and their size and time', async () => {
      const bytes = Buffer.alloc(700_001, 'tintype')
      const before = Date.now()
      await put('2026/11/22/back.png', bytes)
      expect(bytes.equals((await read('2026/11/22/back.png')) ?? Buffer.alloc(0))).toBe(true)
      const found = await store.stat('2026/11/22/back.png')
      expect(found?.size).toBe(700_001)
      expect(Math.abs((found?.modified ?? 0) - before)).toBeLessThan(60_000)
    })

    test('keeps an empty file', async () => {
      await put('2026/11/22/empty.png', '')
      expect((await read('2026/11/22/empty.png'))?.length).toBe(0)
      expect((await store.stat('2026/11/22/empty.png'))?.size).toBe(0)
    })

    test('gives a part, both ends included', async () => {
      await put('2026/11/22/part.png', '0123456789')
      expect(String(await read('2026/11/22/part.png', { start: 0, end: 0 }))).toBe('0')
      expect(String(await read('2026/11/22/part.png', { start: 3, end: 5 }))).toBe('345')
      expect(String(await read('2026/11/22/part.png', { start: 9, end: 9 }))).toBe('9')
    })

    test('has nothing under a key that was never put', async () => {
      expect(await store.open('2026/11/22/none.png')).toBeUndefined()
      expect(await store.stat('2026/11/22/none.png')).toBeUndefined()
      expect(await store.stat('2026/11')).toBeUndefined()
      await put('2026/11/22/leaf.png', 'leaf')
      expect(await store.stat('2026/11/22/leaf.png/below.png')).toBeUndefined()
      expect(await store.open('2026/11/22/leaf.png/below.png')).toBeUndefined()
    })

    test('never overwrites', async () => {
      await put('2026/11/22/taken.png', 'first')
      expect(await offer('2026/11/22/taken.png', 'second')).toBe(false)
      expect(String(await read('2026/11/22/taken.png'))).toBe('first')
    })

    test('of many that put one key at once, exactly one wins and its bytes stay whole', async () => {
      const tries = Array.from({ length: 12 }, (_, i) =>
        offer('2026/11/23/race.png', String(i).repeat(50_000)),
      )
      const winners = (await Promise.all(tries)).flatMap((won, i) => (won ? [i] : []))
      expect(winners).toHaveLength(1)
      expect(String(await read('2026/11/23/race.png'))).toBe(String(winners[0]).repeat(50_000))
    })

    test('keeps all of several files, or none', async () => {
      const several = async (...names: string[]) =>
        Promise.all(
          names.map(async (name) => ({
            key: `2026/11/24/${name}.png`,
            path: await stage(name),
            type: 'image/png',
          })),
        )
      expect(await store.put(await several('a', 'a.th', 'a.md'))).toBe(true)
      expect(await store.put(await several('b', 'b.th', 'a.md'))).toBe(false)
      await expect(
        store.put([
          ...(await several('c')),
          { key: '2026/11/25/c.png', path: join(staging, 'ghost'), type: 'image/png' },
        ]),
      ).rejects.toThrow()
      expect(await keys('2026/11/24/')).toEqual([
        '2026/11/24/a.md.png',
        '2026/11/24/a.png',
        '2026/11/24/a.th.png',
      ])
      expect(String(await read('2026/11/24/a.md.png'))).toBe('a.md')
      expect(await keys('2026/11/25/')).toEqual([])
    })

    test('leaves the file that was put where it is', async () => {
      const path = await stage('stays')
      expect(await store.put([{ key: '2026/11/22/left.png', path, type: 'image/png' }])).toBe(true)
      expect(await store.put([{ key: '2026/11/22/left.png', path, type: 'image/png' }])).toBe(false)
      expect(await fs.readFile(path, 'utf8')).toBe('stays')
      await fs.rm(path)
      expect(String(await read('2026/11/22/left.png'))).toBe('stays')
    })

    test('throws when the file to put is not there, and takes nothing', async () => {
      await expect(
        store.put([{ key: '2026/11/22/ghost.png', path: join(staging, 'ghost'), type: 'image/png' }]),
      ).rejects.toThrow()
      expect(await store.stat('2026/11/22/ghost.png')).toBeUndefined()
    })

    test('removes keys, those that are not there without error', async () => {
      await put('2026/12/01/gone.png', 'gone')
      await put('2026/12/01/gone.th.png', 'gone')
      await put('2026/12/01/stays.png', 'stays')
      await store.remove([
        '2026/12/01/gone.png',
        '2026/12/01/never.png',
        '1999/01/01/x.png',
        '2026/12/01/gone.th.png',
      ])
      await store.remove([])
      expect(await keys('2026/12/01/')).toEqual(['2026/12/01/stays.png'])
      await put('2026/12/01/gone.png', 'again')
      expect(String(await read('2026/12/01/gone.png'))).toBe('again')
    })

    test('lists what begins with a prefix, wherever the prefix ends', async () => {
      const all = [
        '2031/01/01/a.png',
        '2031/01/01/ab.png',
        '2031/01/02/a.png',
        '2031/02/01/a.png',
        '2032/01/01/a.png',
      ]
      for (const key of all) await put(key, key)
      expect(await keys('2031/')).toEqual(all.slice(0, 4))
      expect(await keys('2031/01/01/a')).toEqual(all.slice(0, 2))
      expect(await keys('2031/0')).toEqual(all.slice(0, 4))
      expect(await keys('203')).toEqual(all)
      expect(await keys('2031/01/01/ab.png')).toEqual(['2031/01/01/ab.png'])
      expect(await keys('1970/')).toEqual([])
      const found = await list('2032/')
      expect(found[0]?.size).toBe('2032/01/01/a.png'.length)
    })

    test('copies all or nothing, never onto other bytes, and the copy is new and stays without the first', async () => {
      await put('2042/01/01/a.png', 'first')
      await put('2042/01/01/a.th.png', 'thumb')
      await put('2042/01/01/taken.png', 'taken')
      const both = (to: string) => [
        { from: '2042/01/01/a.png', to: `2042/01/01/${to}-b.png` },
        { from: '2042/01/01/a.th.png', to: `2042/01/01/${to}.png` },
      ]
      expect(await store.copy(both('taken'))).toBe(false)
      expect(await keys('2042/')).toEqual(
        ['a.png', 'a.th.png', 'taken.png'].map((name) => `2042/01/01/${name}`),
      )
      await expect(store.copy([{ from: '2042/01/01/none.png', to: '2042/01/01/c.png' }])).rejects.toThrow()
      const before = Date.now()
      expect(await store.copy(both('free'))).toBe(true)
      await store.remove(['2042/01/01/a.png', '2042/01/01/a.th.png'])
      expect(String(await read('2042/01/01/free-b.png'))).toBe('first')
      expect(String(await read('2042/01/01/free.png'))).toBe('thumb')
      expect((await store.stat('2042/01/01/free.png'))?.modified).toBeGreaterThan(before - 60_000)
      expect(String(await read('2042/01/01/taken.png'))).toBe('taken')
    })

    test('putting and removing beside each other in one folder loses nothing', async () => {
      for (let round = 0; round < 20; round++) {
        const folder = `2040/01/${String(10 + round)}`
        await put(`${folder}/old.png`, 'old')
        await Promise.all([
          store.remove([`${folder}/old.png`]),
          put(`${folder}/new-a.png`, 'new'),
          store.remove([`${folder}/other.png`]),
          put(`${folder}/new-b.png`, 'new'),
        ])
        expect(await keys(`${folder}/`)).toEqual([`${folder}/new-a.png`, `${folder}/new-b.png`])
      }
    })

    test.each([
      '',
      '/etc/passwd',
      '../x.png',
      '2026/../../x.png',
      '2026/./x.png',
      '2026//x.png',
      '2026/x.png/',
      'a\\b',
      'a\0b',
      '.put-1',
      '2026/.hidden',
      'ä.png',
      '2026/x.png\n',
    ])('refuses %j as a key', async (key) => {
      const path = await stage('hostile')
      await expect(store.put([{ key, path, type: 'image/png' }])).rejects.toThrow()
      await expect(store.open(key)).rejects.toThrow()
      await expect(store.stat(key)).rejects.toThrow()
      await expect(store.remove([key])).rejects.toThrow()
      expect(() => store.link(key)).toThrow()
    })
  })
}
