import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/ids.ts'
import { runRound } from '../../src/core/jobs.ts'
import { actorOf } from '../../src/core/keys.ts'
import { fileUrl } from '../../src/core/links.ts'
import { findMedia } from '../../src/core/media.ts'
import type { AlbumVisibility, Media, Wishes } from '../../src/core/words.ts'
import type { Changed, Handled, MediaList } from '../../src/dialects/native/wire-media.ts'
import { albumRow } from '../album-row.ts'
import { ask } from '../ask.ts'
import { fixture } from '../fixture.ts'
import { noise, placeMedia } from '../placed-media.ts'
import { databases, openStage } from '../stage.ts'
import { call, type Refused } from './native-client.ts'

const day = 86_400_000

describe.each(databases)('changing and deleting media on %s', (database) => {
  const stage = fixture(() => openStage({ database }))
  const owner = fixture(() => stage.person())
  const actor = fixture(() => actorOf(stage.app, owner.key, { address: '203.0.113.7', sure: true }))

  const place = (wishes: Wishes = {}, bytes = noise(100)) =>
    placeMedia(stage.app, { bytes, thumb: noise(50), wishes, actor })
  const change = (changes: object[], key = owner.key) =>
    call<Changed>(stage, 'PATCH /api/media', { key, body: { changes } })
  const bytesOf = async (media: Media, query = '') =>
    (await ask(stage.url, new URL(fileUrl(stage.app, media)).pathname + query)).status
  const album = async (id: string, visibility: AlbumVisibility, userId = owner.user.id) => {
    await stage.app.db
      .insertInto('albums')
      .values({ ...albumRow(id, userId), visibility })
      .execute()
    return id
  }
  const found = async (query: string) => {
    const page = await call<MediaList>(stage, `GET /api/media?scope=mine&${query}`, { key: owner.key })
    return page.body.items.map(({ id }) => id)
  }

  test('every field, found again under its new words, and undone', async () => {
    await album('fields', 'link')
    const media = await place({ title: 'Before', tags: ['one'], visibility: 'public' })
    const expiresAt = Date.now() + day
    const wanted = { title: 'Größe  100%_', description: '**bold** <b>x</b>', nsfw: true, expiresAt }
    const done = await change([{ id: media.id, ...wanted, addTags: ['two', 'ÄÖ'], albumId: 'fields' }])
    expect(done.body.failed).toEqual([])
    const shown = { ...wanted, title: 'Größe 100%_', tags: ['one', 'two', 'ÄÖ'], visibility: 'link' }
    expect(done.body.items[0]).toMatchObject({ ...shown, album: { id: 'fields' } })
    for (const q of ['GRÖSSE'.replace('SS', 'ß'), '0%_', 'äö', 'bold größe']) {
      expect({ q, ids: await found(`q=${encodeURIComponent(q)}`) }).toEqual({ q, ids: [media.id] })
    }
    expect(await found('q=0%25x')).toEqual([])
    expect(await found('tag=two')).toEqual([media.id])
    expect(await found('album=fields')).toEqual([media.id])
    const undone = await change(done.body.before)
    expect(undone.body.items[0]).toMatchObject({
      title: 'Before',
      tags: ['one'],
      nsfw: false,
      visibility: 'public',
    })
    expect(undone.body.items[0]).not.toHaveProperty('expiresAt')
    expect(undone.body.items[0]).not.toHaveProperty('album')
    expect(await found('tag=two')).toEqual([])
    expect(await found('q=before')).toEqual([media.id])
  })

  test('what is refused for one does not hinder the others', async () => {
    const other = await stage.person()
    await album('theirs', 'public', other.user.id)
    const media = await Promise.all([1, 2, 3, 4, 5].map(() => place()))
    const [a, b, c, d, e] = media.map(({ id }) => id)
    const done = await change([
      { id: a, title: 'changed' },
      { id: b, albumId: 'theirs' },
      { id: c, categoryId: 12345 },
      { id: d, expiresAt: 1 },
      { id: 'nowhere', title: 'x' },
      { id: e, nsfw: true },
    ])
    expect(done.body.items.map(({ id }) => id)).toEqual([a, e])
    expect(done.body.failed.map(({ id, code }) => [id, code])).toEqual([
      [b, 'bad-album'],
      [c, 'bad-category'],
      [d, 'bad-expiration'],
      ['nowhere', 'not-found'],
    ])
    const stolen = await change([{ id: a, title: 'mine now' }], other.key)
    expect(stolen.body.failed).toMatchObject([{ id: a, code: 'forbidden' }])
    const one = await call<Refused>(stage, `PATCH /api/media/${a}`, { body: { title: 'x' } })
    expect([one.status, one.body.error.code]).toEqual([403, 'forbidden'])
    const long = await change([{ id: a, title: 'x'.repeat(101) }])
    expect(long.body).toMatchObject({ error: { code: 'bad-input', field: 'changes.0.title' } })
  })

  test('an album that not everybody may enter makes private what is moved into it, and its files get other names', async () => {
    await album('secret', 'password')
    const media = await place({ visibility: 'public' })
    expect(await bytesOf(media)).toBe(200)
    const done = await change([{ id: media.id, albumId: 'secret' }])
    const [answered] = done.body.items
    expect(answered).toMatchObject({ visibility: 'private' })
    expect(await bytesOf(media)).toBe(404)
    // What is answered is shown at once, and stays.
    const shownNow = async () => (await fetch(`${answered?.file.url}${answered?.pass}`)).status
    expect(await shownNow()).toBe(200)
    await stage.drain()
    expect(await shownNow()).toBe(200)
    const hidden = await findMedia(stage.app, media.id)
    expect(hidden?.name).toMatch(/^[0-9a-f]{32}$/)
    if (!hidden) throw new Error('gone')
    expect(await stage.app.store.stat(`${media.folder}/${media.name}.${media.extension}`)).toBeUndefined()
    expect(await bytesOf(hidden)).toBe(404)
    const shown = await call<{ pass: string }>(stage, `GET /api/media/${media.id}`, { key: owner.key })
    expect(await bytesOf(hidden, shown.body.pass)).toBe(200)
    expect((await change([{ id: media.id, visibility: 'public' }])).body.failed).toMatchObject([
      { code: 'forbidden' },
    ])
    const out = await change([{ id: media.id, albumId: null, visibility: 'public' }])
    expect(out.body.items[0]).toMatchObject({ visibility: 'public' })
    expect(await bytesOf(hidden)).toBe(200)
    await runRound(stage.app)
    expect(await bytesOf(hidden)).toBe(200)
  })

  test('the trash: gone for everybody, its thumb for its owner, restored with its claim', async () => {
    const bytes = noise(100)
    const media = await place({ visibility: 'public' }, bytes)
    const page = `/api/media/${media.id}` as const
    const used = () =>
      stage.app.db.selectFrom('users').select('bytes_used').where('id', '=', owner.user.id).execute()
    const before = await used()
    const done = await call<Handled>(stage, 'DELETE /api/media', {
      key: owner.key,
      body: { ids: [media.id] },
    })
    expect(done.body).toEqual({ ids: [media.id], failed: [] })
    expect(await used()).toEqual(before)
    expect(await bytesOf(media)).toBe(404)
    for (const key of [owner.key, undefined]) {
      expect((await call(stage, `GET ${page}`, key === undefined ? {} : { key })).status).toBe(410)
    }
    expect(await found('')).not.toContain(media.id)
    const trash = await call<MediaList>(stage, 'GET /api/media?scope=mine&trash=1', { key: owner.key })
    const item = trash.body.items.find(({ id }) => id === media.id)
    expect(item).toMatchObject({ pass: expect.stringMatching(/^\?pass=/), trashedAt: expect.any(Number) })
    const thumb = new URL(item?.thumb?.url ?? '').pathname
    expect((await ask(stage.url, thumb + item?.pass)).status).toBe(200)
    expect((await ask(stage.url, thumb)).status).toBe(404)
    expect(await bytesOf(media, item?.pass)).toBe(404)
    expect((await ask(stage.url, thumb, { headers: { 'x-api-key': owner.key } })).status).toBe(404)
    const claims = () =>
      stage.app.db.selectFrom('claims').select('media_id').where('media_id', '=', media.id).execute()
    expect(await claims()).toEqual([])
    const again = await call<Handled>(stage, `DELETE ${page}`, { key: owner.key })
    expect(again.status).toBe(410)
    const back = await call<Handled>(stage, 'POST /api/media/restore', {
      key: owner.key,
      body: { ids: [media.id] },
    })
    expect(back.body.ids).toEqual([media.id])
    expect(await bytesOf(media)).toBe(200)
    expect(await claims()).toHaveLength(1)
  })

  test('the trash is emptied when asked, and after thirty days', async () => {
    await using own = await openStage({ database })
    const { user, key } = await own.person()
    const by = await actorOf(own.app, key, { address: '203.0.113.7', sure: true })
    const [one, other, third] = await Promise.all(
      [1, 2, 3].map(() => placeMedia(own.app, { bytes: noise(100), actor: by })),
    )
    if (!one || !other || !third) throw new Error('not placed')
    const remove = (ids: string[], query = '') =>
      call<Handled>(own, `DELETE /api/media${query}`, { key, body: { ids } })
    await remove([one.id])
    expect((await call(own, 'DELETE /api/trash', { key })).status).toBe(204)
    const trash = () => call<MediaList>(own, 'GET /api/media?scope=mine&trash=1', { key })
    expect((await trash()).body.total).toBe(0)
    const restored = await call<Handled>(own, 'POST /api/media/restore', { key, body: { ids: [one.id] } })
    expect(restored.body.failed).toMatchObject([{ id: one.id, code: 'not-found' }])
    await own.drain()
    const rows = () => own.app.db.selectFrom('media').select('id').orderBy('id').execute()
    expect(await rows()).toHaveLength(2)
    await remove([other.id])
    own.clock.offset += 31 * day
    await runRound(own.app)
    expect(await rows()).toEqual([{ id: third.id }])
    await remove([third.id], '?forever=1')
    await own.drain()
    expect(await rows()).toEqual([])
    const left = await own.app.db.selectFrom('users').select('bytes_used').where('id', '=', user.id).execute()
    expect(left).toEqual([{ bytes_used: 0 }])
    for await (const file of own.app.store.list('')) expect(file).toBeUndefined()
  })

  test('a guest changes and deletes what this browser sent, without a trash, and within the guests’ time', async () => {
    const secret = 'g'.repeat(43)
    const guest = await actorOf(stage.app, undefined, { address: '203.0.113.9', sure: true })
    const sender = { ...guest, guestId: sha256(secret) }
    const media = await placeMedia(stage.app, { bytes: noise(100), actor: sender, wishes: { expiry: day } })
    const cookie = `tintype_guest=${secret}`
    const list = await call<MediaList>(stage, 'GET /api/media?scope=guest', { cookie })
    expect(list.body.items).toMatchObject([{ id: media.id, mine: true }])
    const later = { expiresAt: null, title: 'Mine' }
    const done = await call<Changed>(stage, `PATCH /api/media/${media.id}`, { cookie, body: later })
    expect(done.body.items).toMatchObject([{ title: 'Mine', expiresAt: media.createdAt + 30 * day }])
    expect((await call(stage, `DELETE /api/media/${media.id}`)).status).toBe(403)
    const gone = await call<Handled>(stage, `DELETE /api/media/${media.id}`, { cookie })
    expect(gone.body.ids).toEqual([media.id])
    expect((await call(stage, `GET /api/media/${media.id}`, { cookie })).status).toBe(410)
    expect(await stage.app.db.selectFrom('media').select('id').where('id', '=', media.id).execute()).toEqual(
      [],
    )
  })
})
