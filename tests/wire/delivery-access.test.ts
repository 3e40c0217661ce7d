import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { dataPaths } from '../../src/config.ts'
import { actorOf } from '../../src/core/keys.ts'
import { fileUrl } from '../../src/core/links.ts'
import { deleteMedia } from '../../src/core/media.ts'
import { fileKey } from '../../src/core/media-rows.ts'
import { type Answer, ask } from '../ask.ts'
import { fixture } from '../fixture.ts'
import { noise, type Placed, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'

describe.each(databases)('who gets files, and until when, on %s', (database) => {
  const stage = fixture(() => openStage({ database }))

  const place = async (placed: Placed) => {
    const media = await placeMedia(stage.app, placed)
    const path = new URL(fileUrl(stage.app, media)).pathname
    const thumb = new URL(fileUrl(stage.app, media, 'thumb')).pathname
    return { media, path, thumb }
  }
  const get = (path: string, headers = {}) => ask(stage.url, path, { headers })

  test.each([1000, 3_000_000])('what expires (%i bytes) is served to the second', async (size) => {
    await using own = await openStage({ database })
    // The clock stands still but for what the test adds to it.
    const start = Math.floor(Date.now() / 1000) * 1000
    let time = start
    own.app.now = () => time
    const media = await placeMedia(own.app, {
      bytes: noise(size),
      thumb: noise(500),
      wishes: { expiry: 600_000 },
    })
    const paths = [fileUrl(own.app, media), fileUrl(own.app, media, 'thumb')].map(
      (url) => new URL(url).pathname,
    )
    const ends = media.expiresAt ?? 0
    expect(ends).toBe(start + 600_000)
    for (const path of paths) {
      time = start
      const fresh = await ask(own.url, path)
      expect(fresh.status).toBe(200)
      expect(fresh.headers['cache-control']).toBe('public, max-age=600')
      time = ends - 1500
      expect((await ask(own.url, path)).headers['cache-control']).toBe('public, max-age=1')
      time = ends - 1
      expect((await ask(own.url, path)).status).toBe(200)
      expect((await ask(own.url, path)).headers['cache-control']).toBe('public, max-age=0')
      time = ends
      for (const headers of [{}, { range: 'bytes=0-1' }, { 'if-none-match': fresh.headers.etag ?? '' }]) {
        expect((await ask(own.url, path, { headers })).status).toBe(404)
      }
    }
  })

  test('what is deleted is gone with the next request, from memory and from the store', async () => {
    for (const size of [1000, 3_000_000]) {
      const { media, path, thumb } = await place({ bytes: noise(size), thumb: noise(500) })
      for (const file of [path, thumb]) expect((await get(file)).status).toBe(200)
      await deleteMedia(stage.app, media)
      for (const file of [path, thumb]) {
        expect((await get(file)).status).toBe(404)
        expect((await get(file, { 'if-none-match': `"${media.md5}"` })).status).toBe(404)
      }
    }
  })

  test('what another process deletes or hides is gone within a second, though nobody tells', async () => {
    const [deleted, hidden] = [await place({ bytes: noise(1000) }), await place({ bytes: noise(1000) })]
    for (const { path } of [deleted, hidden]) expect((await get(path)).status).toBe(200)
    await stage.app.db.deleteFrom('media').where('id', '=', deleted.media.id).execute()
    await stage.app.db
      .updateTable('media')
      .set({ visibility: 'private' })
      .where('id', '=', hidden.media.id)
      .execute()
    stage.clock.offset += 1000
    for (const { path } of [deleted, hidden]) expect((await get(path)).status).toBe(404)
  })

  test('a clock that was set back does not keep what is gone', async () => {
    const { media, path } = await place({ bytes: noise(1000) })
    expect((await get(path)).status).toBe(200)
    await stage.app.db.deleteFrom('media').where('id', '=', media.id).execute()
    stage.clock.offset -= 3_600_000
    expect((await get(path)).status).toBe(404)
    stage.clock.offset += 3_600_000
  })

  test('a deletion while many ask leaves nothing in memory', async () => {
    const { media, path } = await place({ bytes: noise(200_000) })
    const asked = Array.from({ length: 30 }, () => get(path))
    await deleteMedia(stage.app, media)
    await stage.drain()
    expect(await get(path)).toMatchObject({ status: 404 })
    for (const answer of await Promise.all(asked)) expect([200, 404]).toContain(answer.status)
  })

  test('private media: only for their owner and admins, never kept by anybody', async () => {
    const [owner, other, admin] = [
      await stage.person(),
      await stage.person(),
      await stage.person({ role: 'admin' }),
    ]
    const actor = await actorOf(stage.app, owner.key, { address: '203.0.113.7', sure: true })
    for (const size of [1000, 3_000_000]) {
      const bytes = noise(size)
      const { media, path, thumb } = await place({
        bytes,
        thumb: noise(500),
        actor,
        wishes: { visibility: 'private' },
      })
      expect(media.name).toMatch(/^[0-9a-f]{32}$/)
      for (let round = 0; round < 2; round++) {
        for (const key of [owner.key, admin.key]) {
          for (const headers of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }]) {
            const answer = await get(path, headers)
            expect(answer.body.equals(bytes)).toBe(true)
            expect(answer.headers['cache-control']).toBe('private, no-store')
            expect((await get(thumb, headers)).status).toBe(200)
            expect((await get(path, { ...headers, range: 'bytes=0-9' })).body.length).toBe(10)
          }
        }
        const wrong = [{}, { 'x-api-key': other.key }, { 'x-api-key': 'tintNobodyHasThisKey000000000000' }]
        for (const headers of wrong) {
          for (const more of [{}, { range: 'bytes=0-9' }, { 'if-none-match': '*' }, { 'if-match': '"x"' }]) {
            for (const file of [path, thumb]) {
              const answer = await get(file, { ...headers, ...more })
              expect({ headers, more, status: answer.status }).toEqual({ headers, more, status: 404 })
              expectEmpty(answer)
            }
          }
        }
      }
    }
  })

  test('hostile paths find nothing and tell nothing', async () => {
    const { path, media } = await place({ bytes: noise(1000) })
    const { files } = dataPaths(stage.app.config)
    await writeFile(join(files, 'secret.jpg'), 'secret')
    const folder = `/images/${media.folder}`
    const hostile = [
      '/images/2026/11/22/../../../../secret',
      '/images/../files/secret.jpg',
      '/images/2026/11/22/%2e%2e/%2e%2e/%2e%2e/secret.jpg',
      '/images/2026/11/22/..%2f..%2f..%2fsecret.jpg',
      '/images/2026/11/22/..%5c..%5csecret.jpg',
      '/images/2026/11/22/%252e%252e%252fsecret.jpg',
      '/images/secret.jpg',
      '/images//etc/passwd',
      '/images/',
      '/images',
      `${folder}/`,
      folder,
      `${path}%00`,
      `${path}%00.png`,
      `${path}%0d%0aX-Injected:%201`,
      `${path}%`,
      `${path}%ff%fe`,
      `${path}.`,
      `${path} `.trim().replace('.jpg', '.JPG'),
      path.replace('.jpg', ''),
      path.replace('.jpg', '.jpg.jpg'),
      path.replace('.jpg', '.th.jpg'),
      path.replace('/images/', '/images//'),
      `${folder}/.put-1`,
      `${folder}/${'a'.repeat(5000)}.jpg`,
      `${folder}/' OR 1=1 --.jpg`.replaceAll(' ', '%20'),
    ]
    for (const attempt of hostile) {
      const answer = await get(attempt)
      expect({ attempt, status: answer.status }).toEqual({ attempt, status: 404 })
      expect(answer.headers['x-injected']).toBeUndefined()
      if (attempt.startsWith('/images/') && !attempt.includes('/../')) expectEmpty(answer)
    }
  })

  test('a file that is missing, cut short or a symbolic link is not served, and the log says so', async () => {
    for (const size of [1000, 3_000_000]) {
      const [missing, short, linked] = await Promise.all([1, 2, 3].map(() => place({ bytes: noise(size) })))
      if (!missing || !short || !linked) throw new Error('not placed')
      const { files } = dataPaths(stage.app.config)
      const stored = (placed: typeof missing) => join(files, fileKey(placed.media))
      await rm(stored(missing))
      await writeFile(stored(short), 'short')
      await rm(stored(linked))
      await writeFile(join(stage.folder, `outside-${size}`), noise(size))
      await symlink(join(stage.folder, `outside-${size}`), stored(linked))
      expect((await get(missing.path)).status).toBe(404)
      expect((await get(linked.path)).status).toBe(404)
      const answer = await get(short.path)
      expect(answer.status).toBe(500)
      expectEmpty(answer, 'Internal error\n')
      expect(stage.log.some((line) => line.includes(fileKey(missing.media)))).toBe(true)
      expect(stage.log.some((line) => line.includes(fileKey(short.media)))).toBe(true)
    }
  })
})

describe('files on a host of their own', () => {
  const environment = { BASE_URL: 'https://app.example', MEDIA_URL: 'https://files.example/m' }
  const stage = fixture(() => openStage({ environment }))
  let path: string
  const bytes = noise(1000)
  beforeAll(async () => {
    path = new URL(fileUrl(stage.app, await placeMedia(stage.app, { bytes }))).pathname
  })
  const get = (host: string, at: string) => ask(stage.url, at, { headers: { host } })

  test('are given there and nowhere else', async () => {
    expect(path).toMatch(/^\/m\/\d{4}\/\d\d\/\d\d\/[^/]+$/)
    for (let round = 0; round < 2; round++) {
      for (const host of ['files.example', 'FILES.example', 'files.example:443']) {
        expect((await get(host, path)).body.equals(bytes)).toBe(true)
      }
      for (const host of [
        'app.example',
        'other.example',
        'files.example.evil',
        'files.example:8443',
        '127.0.0.1',
      ]) {
        expect({ host, status: (await get(host, path)).status }).toEqual({ host, status: 404 })
      }
    }
  })

  test('and the application is not there', async () => {
    expect((await get('app.example', '/healthz')).status).toBe(200)
    for (const at of ['/healthz', '/', '/api/v2/profile', '/m', path.slice(2)]) {
      expect({ at, status: (await get('files.example', at)).status }).toEqual({ at, status: 404 })
    }
    expect(
      (await ask(stage.url, 'http://files.example/healthz', { headers: { host: 'app.example' } })).status,
    ).toBe(404)
  })
})

test('files right below the root of the same host leave the rest of it alone', async () => {
  await using stage = await openStage({
    environment: { BASE_URL: 'http://one.example', MEDIA_URL: 'http://one.example' },
  })
  const media = await placeMedia(stage.app, { bytes: noise(1000) })
  expect((await ask(stage.url, `/${fileKey(media)}`)).status).toBe(200)
  expect((await ask(stage.url, '/healthz')).status).toBe(200)
})

test('what BASE_URL puts before every path is taken off by the proxy, from files too', async () => {
  await using stage = await openStage({ environment: { BASE_URL: 'https://one.example/pictures' } })
  const media = await placeMedia(stage.app, { bytes: noise(1000) })
  expect(fileUrl(stage.app, media)).toBe(`https://one.example/pictures/images/${fileKey(media)}`)
  for (const _round of ['from the store', 'from memory']) {
    expect((await ask(stage.url, `/images/${fileKey(media)}`)).status).toBe(200)
  }
})

function expectEmpty(answer: Answer, said = 'Not found\n'): void {
  expect(String(answer.body)).toBe(said)
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  expect(answer.headers.etag).toBeUndefined()
}
