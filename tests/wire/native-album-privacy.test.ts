import { CompiledQuery } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { AlbumVisibility } from '../../src/core/words.ts'
import type { Album } from '../../src/dialects/native/wire-albums.ts'
import type { Media, MediaList } from '../../src/dialects/native/wire-media.ts'
import { databases, type Person } from '../stage.ts'
import { call, type Refused, sendMedia } from './native-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'

describe.each(databases)('an album’s privacy and its media’s, on %s', (database) => {
  const stage = stageForAll(database)

  const make = async (who: Person, visibility: AlbumVisibility): Promise<Album> =>
    (await call<Album>(stage, 'POST /api/albums', { ...who, body: { name: 'Album', visibility } })).body
  const turn = (who: Person, id: string, visibility: AlbumVisibility) =>
    call<Album & Refused>(stage, `PATCH /api/albums/${id}`, {
      ...who,
      body: { visibility, ...(visibility === 'password' && { password: 'open up' }) },
    })
  const put = async (who: Person, fields: Record<string, string>) =>
    sendMedia<Media & Refused>(stage, { key: who.key, bytes: await newPicture(), fields })
  const visible = async (who: Person, albumId: string): Promise<string[]> => {
    const { body } = await call<MediaList>(stage, `GET /api/media?album=${albumId}&sort=oldest`, who)
    return body.items.map(({ visibility }) => visibility)
  }
  const isShown = async (id: string) => (await call(stage, `GET /api/media/${id}`)).status === 200
  /** Has something happen when an upload's bytes have been worked on, and its row is not yet written. */
  const beforeStoring = (happen: () => Promise<unknown>): void => {
    const { store } = stage.app
    const { put } = store
    store.put = async (files) => {
      store.put = put
      await happen()
      return put(files)
    }
  }

  test('made stricter, it shows nothing that was stricter than it', async () => {
    const me = await stage.person()
    const album = await make(me, 'public')
    for (const visibility of ['private', 'link', 'public']) await put(me, { albumId: album.id, visibility })
    expect(await visible(me, album.id)).toEqual(['private', 'link', 'public'])
    const hidden = (await call<MediaList>(stage, `GET /api/media?album=${album.id}&sort=oldest`, me)).body
      .items[0]
    expect((await turn(me, album.id, 'link')).status).toBe(200)
    expect(await visible(me, album.id)).toEqual(['private', 'link', 'link'])
    expect(await isShown(hidden?.id ?? '')).toBe(false)
    await turn(me, album.id, 'password')
    expect(await visible(me, album.id)).toEqual(['private', 'private', 'private'])
  })

  test('opened, it takes along only what was as visible as it was', async () => {
    const me = await stage.person()
    const album = await make(me, 'link')
    for (const visibility of ['private', 'link']) await put(me, { albumId: album.id, visibility })
    await turn(me, album.id, 'public')
    expect(await visible(me, album.id)).toEqual(['private', 'public'])
  })

  test('what lies in its trash is never seen by more than it', async () => {
    const me = await stage.person()
    const album = await make(me, 'public')
    const sent = [
      (await put(me, { albumId: album.id, visibility: 'private' })).body,
      (await put(me, { albumId: album.id, visibility: 'public' })).body,
    ]
    const ids = sent.map(({ id }) => id)
    await call(stage, 'DELETE /api/media', { ...me, body: { ids } })
    await turn(me, album.id, 'link')
    await call(stage, 'POST /api/media/restore', { ...me, body: { ids } })
    expect(await visible(me, album.id)).toEqual(['private', 'link'])
    await call(stage, 'DELETE /api/media', { ...me, body: { ids } })
    await turn(me, album.id, 'private')
    await stage.drain()
    await call(stage, 'POST /api/media/restore', { ...me, body: { ids } })
    expect(await visible(me, album.id)).toEqual(['private', 'private'])
  })

  test('it holds for an upload under way when it changes', async () => {
    const me = await stage.person()
    const album = await make(me, 'public')
    beforeStoring(() => turn(me, album.id, 'private'))
    const sent = (await put(me, { albumId: album.id, visibility: 'public' })).body
    expect(sent.visibility).toBe('private')
    expect(await isShown(sent.id)).toBe(false)
    await stage.drain()
    expect((await fetch(sent.file.url)).status).toBe(404)
    expect((await call<Media>(stage, `GET /api/media/${sent.id}`, me)).body.file.url).not.toBe(sent.file.url)
  })

  test('an upload whose album is deleted meanwhile is told so', async () => {
    const me = await stage.person()
    const album = await make(me, 'public')
    beforeStoring(() => call(stage, `DELETE /api/albums/${album.id}`, me))
    const sent = await put(me, { albumId: album.id })
    expect([sent.status, sent.body.error.code]).toEqual([400, 'bad-album'])
  })

  test('an upload whose category is deleted meanwhile is told so', async () => {
    const me = await stage.person()
    const { app } = stage
    await app.db.insertInto('categories').values({ id: 7, name: 'Seven', url_key: 'seven' }).execute()
    beforeStoring(() => app.db.deleteFrom('categories').where('id', '=', 7).execute())
    const sent = await put(me, { categoryId: '7', category: 'seven' })
    expect([sent.status, sent.body.error.code]).toEqual([400, 'bad-category'])
  })

  test('changed twice at once, album and media agree', async () => {
    const me = await stage.person()
    const album = await make(me, 'public')
    for (let count = 0; count < 6; count++) await put(me, { albumId: album.id, visibility: 'public' })
    for (let round = 0; round < 3; round++) {
      await Promise.all([
        turn(me, album.id, 'public'),
        turn(me, album.id, 'private'),
        turn(me, album.id, 'link'),
        turn(me, album.id, 'private'),
      ])
      const { visibility } = (await call<Album>(stage, `GET /api/albums/${album.id}`, me)).body
      expect(new Set(await visible(me, album.id))).toEqual(new Set([visibility]))
    }
  })

  test('a change that fails leaves both as they were', async () => {
    const me = await stage.person()
    const album = await make(me, 'public')
    await put(me, { albumId: album.id, visibility: 'public' })
    const { db } = stage.app
    const raw = (text: string) => db.executeQuery(CompiledQuery.raw(text))
    if (database === 'sqlite') {
      await raw(`create trigger stop before update on albums begin select raise(abort, 'stopped'); end`)
    } else {
      await raw(`create function stop() returns trigger as $$ begin raise 'stopped'; end $$ language plpgsql`)
      await raw('create trigger stop before update on albums for each row execute function stop()')
    }
    const failed = await turn(me, album.id, 'private')
    await raw(database === 'sqlite' ? 'drop trigger stop' : 'drop trigger stop on albums')
    expect(failed.status).toBe(500)
    expect(await visible(me, album.id)).toEqual(['public'])
  })

  test('said again, it holds for all that lies in it', async () => {
    const me = await stage.person()
    const album = await make(me, 'private')
    const sent = (await put(me, { albumId: album.id })).body
    await stage.app.db
      .updateTable('media')
      .set({ visibility: 'public' })
      .where('album_id', '=', album.id)
      .execute()
    expect(await isShown(sent.id)).toBe(true)
    await turn(me, album.id, 'private')
    expect(await isShown(sent.id)).toBe(false)
  })

  test('its address is as hard to guess as any secret', async () => {
    const me = await stage.person()
    expect((await make(me, 'link')).id).toMatch(/^[A-Za-z0-9]{29}$/)
  })
})
