import { describe, expect, test } from 'vitest'
import type { Album, AlbumList } from '../../src/dialects/native/wire-albums.ts'
import type { MediaList } from '../../src/dialects/native/wire-media.ts'
import { databases, type Person } from '../stage.ts'
import { type Asker, call, sendMedia } from './native-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'

describe.each(databases)('what others see of an album, on %s', (database) => {
  const stage = stageForAll(database)

  const make = async (who: Person, wished: object): Promise<Album> =>
    (await call<Album>(stage, 'POST /api/albums', { ...who, body: { name: 'Album', ...wished } })).body
  const put = async (who: Person, fields: Record<string, string>) =>
    (await sendMedia(stage, { key: who.key, bytes: await newPicture(), fields })).body
  const listed = async (albumId: string, who: Asker = {}) => {
    const { body } = await call<MediaList>(stage, `GET /api/media?album=${albumId}&sort=oldest`, who)
    return body.items.map(({ visibility }) => visibility)
  }
  /** An album as its list tells of it. */
  const told = async (of: Person, album: Album, who: Asker = {}) => {
    const { body } = await call<AlbumList>(stage, `GET /api/albums?user=${of.name}`, who)
    const found = body.items.find(({ id }) => id === album.id)
    return { count: found?.count, cover: found?.cover.map(({ id }) => id) }
  }
  const set = (who: Person, album: Album, body: object) =>
    call(stage, `PATCH /api/albums/${album.id}`, { ...who, body })

  test('in a public one only what is public itself', async () => {
    const [me, other] = [await stage.person(), await stage.person()]
    const album = await make(me, { visibility: 'public' })
    const byLink = await put(me, { albumId: album.id })
    const open = await put(me, { albumId: album.id, visibility: 'public' })
    await put(me, { albumId: album.id, visibility: 'private' })
    expect(byLink.visibility).toBe('link')
    for (const who of [{}, other]) {
      expect(await listed(album.id, who)).toEqual(['public'])
      expect(await told(me, album, who)).toEqual({ count: 1, cover: [open.id] })
    }
    expect(await listed(album.id, me)).toEqual(['link', 'public', 'private'])
    await set(me, album, { coverId: byLink.id })
    expect((await told(me, album)).cover).toEqual([open.id])
    expect((await told(me, album, me)).cover).toEqual([byLink.id])
    const around = await call(stage, `GET /api/media/${byLink.id}/around?album=${album.id}`)
    expect(JSON.stringify(around.body)).not.toContain(open.id)
  })

  test('what is made public while it is moved there', async () => {
    const me = await stage.person()
    const album = await make(me, { visibility: 'public' })
    const [kept, opened] = [await put(me, {}), await put(me, {})]
    const changes = [
      { id: kept.id, albumId: album.id },
      { id: opened.id, albumId: album.id, visibility: 'public' },
    ]
    await call(stage, 'PATCH /api/media', { ...me, body: { changes } })
    expect(await listed(album.id, me)).toEqual(['link', 'public'])
    expect(await listed(album.id)).toEqual(['public'])
  })

  test('in one by link all that the link opens', async () => {
    const me = await stage.person()
    const album = await make(me, { visibility: 'link' })
    for (const visibility of ['public', 'link', 'private']) await put(me, { albumId: album.id, visibility })
    expect(await listed(album.id)).toEqual(['link', 'link'])
  })

  test('no cover that not everybody wants to see', async () => {
    const me = await stage.person()
    const album = await make(me, { visibility: 'public' })
    const fine = await put(me, { albumId: album.id, visibility: 'public' })
    const bare = await put(me, { albumId: album.id, visibility: 'public', nsfw: '1' })
    expect(await told(me, album)).toEqual({ count: 2, cover: [fine.id] })
    expect(await told(me, album, me)).toEqual({ count: 2, cover: [bare.id, fine.id] })
    await set(me, album, { coverId: bare.id })
    expect((await told(me, album)).cover).toEqual([fine.id])
    await set(me, album, { coverId: fine.id, nsfw: true })
    expect(await told(me, album)).toEqual({ count: 2, cover: [] })
    expect((await told(me, album, me)).cover).toEqual([fine.id])
  })
})
