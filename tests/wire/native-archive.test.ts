import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { actorOf } from '../../src/core/keys.ts'
import type { Album } from '../../src/dialects/native/wire-albums.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, type Person, type Stage } from '../stage.ts'
import { call, type Refused } from './native-client.ts'
import { stageForAll } from './smms-client.ts'

describe.each(databases)('archives, on %s', (database) => {
  const stage = stageForAll(database)

  const place = async (
    who: Person,
    filename: string,
    more: { visibility?: 'private' | 'public'; albumId?: string; size?: number } = {},
  ) => {
    const { size = 5000, ...wishes } = more
    const actor = await actorOf(stage.app, who.key, { address: '127.0.0.1', sure: true })
    return placeMedia(stage.app, {
      bytes: noise(size),
      actor,
      wishes: { filename, naming: 'random', ...wishes },
    })
  }

  test('hold originals under the names that people gave them, none twice', async () => {
    const me = await stage.person()
    const names = [
      'a/b.jpg',
      '猫.jpg',
      'A.JPG',
      'a.jpg',
      'a (2).jpg',
      'CON.jpg',
      '..',
      'x\u202egpj.jpg',
      `${'長'.repeat(300)}.jpg`,
    ]
    const media = []
    for (const name of names) media.push(await place(me, name))
    const ids = media.map(({ id }) => id)
    const zip = await download('/api/media/archive', {
      method: 'POST',
      headers: { authorization: me.key, 'content-type': 'application/json' },
      body: JSON.stringify({ ids }),
    })
    const files = await unpack(zip.bytes)
    expect([...files.keys()]).toHaveLength(names.length)
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['猫.jpg', 'A.jpg', 'a (2).jpg', '_CON.jpg', 'x_gpj.jpg']),
    )
    const folded = new Set([...files.keys()].map((name) => name.toLowerCase()))
    expect(folded.size).toBe(names.length)
    for (const name of files.keys()) expect(Buffer.byteLength(name)).toBeLessThan(256)
    for (const each of media) {
      const stored = await readFile(
        join(stage.folder, 'files', each.folder, `${each.name}.${each.extension}`),
      )
      expect([...files.values()].some((bytes) => bytes.equals(stored))).toBe(true)
    }
    const form = await download('/api/media/archive', {
      method: 'POST',
      headers: { authorization: me.key, 'content-type': 'application/x-www-form-urlencoded' },
      body: `ids=${ids.slice(0, 2).join(',')}`,
    })
    expect((await unpack(form.bytes)).size).toBe(2)
    expect(form.headers.get('content-type')).toBe('application/zip')
    expect(form.headers.get('cache-control')).toBe('private, no-store')
    expect(Number(form.headers.get('content-length'))).toBe(form.bytes.length)
  })

  test('hold nothing that the asker may not see', async () => {
    const [me, other] = [await stage.person(), await stage.person()]
    const open = await place(me, 'open.jpg')
    const hidden = await place(me, 'hidden.jpg', { visibility: 'private' })
    const send = (who: Person, ids: string[]) =>
      call<Refused>(stage, 'POST /api/media/archive', { key: who.key, body: { ids } })
    const zip = await download('/api/media/archive', {
      method: 'POST',
      headers: { authorization: other.key, 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [hidden.id, open.id, 'nothing', 'no-id'] }),
    })
    expect([...(await unpack(zip.bytes)).keys()]).toEqual(['open.jpg'])
    expect((await send(other, [hidden.id])).status).toBe(404)
    expect((await send(other, [])).status).toBe(400)
    expect(
      (
        await send(
          other,
          Array.from({ length: 501 }, () => 'a'),
        )
      ).status,
    ).toBe(400)
    const crossing = await call(stage, 'POST /api/media/archive', {
      headers: { 'sec-fetch-site': 'cross-site' },
      body: { ids: [open.id] },
    })
    expect(crossing.status).toBe(403)
  })

  test('are made of albums too, for whom they are open', async () => {
    const me = await stage.person()
    const make = async (body: object) =>
      (await call<Album>(stage, 'POST /api/albums', { key: me.key, body })).body
    const album = await make({ name: 'Álbum "猫"/1', visibility: 'public' })
    await place(me, 'one.jpg', { albumId: album.id, visibility: 'public' })
    await place(me, 'two.jpg', { albumId: album.id, visibility: 'private' })
    const seen = await download(`/api/albums/${album.id}/archive`)
    expect([...(await unpack(seen.bytes)).keys()]).toEqual(['one.jpg'])
    const disposition = seen.headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+\.zip"; filename\*=UTF-8''[\w.%-]+$/)
    expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe('Álbum _猫__1.zip')
    const own = await download(`/api/albums/${album.id}/archive`, { headers: { authorization: me.key } })
    expect((await unpack(own.bytes)).size).toBe(2)
    const head = await fetch(`${stage.url}/api/albums/${album.id}/archive`, { method: 'HEAD' })
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, seen.bytes.length])
    const locked = await make({ name: 'x', visibility: 'password', password: 'y' })
    expect((await call(stage, `GET /api/albums/${locked.id}/archive`)).status).toBe(403)
    const closed = await make({ name: 'x', visibility: 'private' })
    expect((await call(stage, `GET /api/albums/${closed.id}/archive`)).status).toBe(404)
    expect((await call(stage, `GET /api/albums/${closed.id}/archive`, me)).status).toBe(404)
  })

  test('that nobody reads to the end leave no file open', async () => {
    const me = await stage.person()
    const media = [
      await place(me, '1.jpg', { size: 9_000_000 }),
      await place(me, '2.jpg', { size: 9_000_000 }),
    ]
    const body = JSON.stringify({ ids: media.map(({ id }) => id) })
    const asked = request(`${stage.url}/api/media/archive`, {
      method: 'POST',
      headers: { authorization: me.key, 'content-type': 'application/json', 'content-length': body.length },
    })
    asked.on('error', () => {})
    asked.end(body)
    const [answer] = await once(asked, 'response')
    await once(answer, 'readable')
    expect(await openFiles(stage)).toHaveLength(1)
    asked.destroy()
    await expect.poll(() => openFiles(stage)).toEqual([])
  })

  async function download(path: string, init: RequestInit = {}) {
    const answer = await fetch(stage.url + path, init)
    expect(answer.status).toBe(200)
    return { headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
  }
})

/** By a program that is not ours; names as it reads them. */
async function unpack(zip: Buffer): Promise<Map<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-zip-'))
  try {
    await writeFile(join(folder, 'a.zip'), zip)
    execFileSync('unzip', ['-qq', 'a.zip', '-d', 'out'], { cwd: folder, env: { LC_ALL: 'C.UTF-8' } })
    const names = await readdir(join(folder, 'out'))
    const entries = names.map(async (name) => [name, await readFile(join(folder, 'out', name))] as const)
    return new Map(await Promise.all(entries))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Stored files that this process, which is the server too, holds open. */
async function openFiles(stage: Stage): Promise<string[]> {
  const fds = await readdir('/proc/self/fd')
  const paths = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return paths.filter((path) => path.startsWith(join(stage.folder, 'files')))
}
