import { describe, expect, test } from 'vitest'
import { createAlbum } from '../../src/core/album-changes.ts'
import { changeGroup } from '../../src/core/groups.ts'
import { samplePhoto } from '../pictures.ts'
import { databases, openStage, type Person } from '../stage.ts'
import { newPicture, sendRaw, stageForAll } from './smms-client.ts'
import { dav, davOf } from './webdav-client.ts'

describe.each(databases)('writing by WebDAV, on %s', (database) => {
  const stage = stageForAll(database)
  const as = ({ key, user }: Person) => ({
    ...davOf(stage, { key }),
    media: () =>
      stage.app.db
        .selectFrom('media')
        .selectAll()
        .where('user_id', '=', user.id)
        .where('trashed_at', 'is', null)
        .orderBy('id')
        .execute(),
  })

  test('nothing is written, moved or deleted where a condition does not hold', async () => {
    const { ask, to } = as(await stage.person())
    const [one, two] = [await newPicture(), await newPicture()]
    const etag = (await ask('PUT', 'a.png', { body: one })).headers.get('etag') ?? ''
    const stale = [
      { 'If-Match': '"other"' },
      { 'If-None-Match': '*' },
      { 'If-None-Match': `"x", ${etag}` },
      { 'If-Unmodified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' },
    ]
    for (const headers of stale) {
      expect((await ask('PUT', 'a.png', { headers, body: two })).status).toBe(412)
      expect((await ask('PUT', 'a.png', { headers, body: '' })).status).toBe(412)
      expect((await ask('DELETE', 'a.png', { headers })).status).toBe(412)
      for (const method of ['MOVE', 'COPY']) {
        expect((await ask(method, 'a.png', { headers: { ...headers, ...to('b.png') } })).status).toBe(412)
      }
    }
    const nowhere = { headers: { 'If-Match': '*' }, body: two }
    expect((await ask('PUT', 'b.png', nowhere)).status).toBe(412)
    expect((await ask('GET', 'a.png')).bytes.equals(one)).toBe(true)
    expect((await ask('PUT', 'b.png', { headers: { 'If-None-Match': '*' }, body: one })).status).toBe(201)
    expect((await ask('PUT', 'a.png', { headers: { 'If-Match': etag }, body: two })).status).toBe(204)
    expect((await ask('DELETE', 'a.png', { headers: { 'If-Match': '*' } })).status).toBe(204)
  })

  test('a part of a file is refused: the rest would be lost', async () => {
    const { ask } = as(await stage.person())
    const bytes = await newPicture()
    await ask('PUT', 'a.png', { body: bytes })
    const headers = { 'Content-Range': 'bytes 10-19/100' }
    expect((await ask('PUT', 'a.png', { headers, body: 'x'.repeat(10) })).status).toBe(400)
    expect((await ask('GET', 'a.png')).bytes.equals(bytes)).toBe(true)
  })

  test('a copy counts as an upload, and is none for who may not upload', async () => {
    const { ask, to, names } = as(await stage.person())
    await ask('PUT', 'a.png', { body: await newPicture() })
    const change = (field: string, value: string) => changeGroup(stage.app, 'members', { field, value })
    await change('uploads-per-minute', '1')
    const often = await ask('COPY', 'a.png', { headers: to('b.png') })
    await change('uploads-per-minute', '1000')
    await change('may-upload', 'no')
    const never = await ask('COPY', 'a.png', { headers: to('b.png') })
    await change('may-upload', 'yes')
    expect([often.status, never.status]).toEqual([429, 403])
    expect(Number(often.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await names()).toEqual(['', 'a.png'])
  })

  test('a copy keeps what was said of the file: title, category, and when it ends', async () => {
    const person = await stage.person()
    const { ask, to, media } = as(person)
    const { db, now } = stage.app
    await ask('PUT', 'named.png', { body: await newPicture() })
    const category = { name: 'Cats', url_key: `cats-${person.user.id}`, id: 7 }
    await db.insertInto('categories').values(category).execute()
    const said = { title: 'A title', category_id: 7, expires_at: now() + 3_600_000 }
    await db.updateTable('media').set(said).where('user_id', '=', person.user.id).execute()
    expect((await ask('COPY', 'named.png', { headers: to('copy.png') })).status).toBe(201)
    const [first, copy] = await media()
    expect(copy).toMatchObject({ title: 'A title', category_id: 7, original_name: 'copy.png' })
    expect(Math.abs((copy?.expires_at ?? 0) - (first?.expires_at ?? 0))).toBeLessThan(60_000)
    await ask('PUT', 'plain.png', { body: await newPicture() })
    await ask('COPY', 'plain.png', { headers: to('other.png') })
    expect((await media()).at(-1)).toMatchObject({ title: 'other', expires_at: null })
  })

  test('an empty body that comes in chunks announces a file as well', async () => {
    const person = await stage.person()
    const word = Buffer.from(`x:${person.key}`).toString('base64')
    const headers = { Authorization: `Basic ${word}`, 'Transfer-Encoding': 'chunked' }
    const empty = await sendRaw(stage, { line: 'PUT /dav/new.png', headers, body: '0\r\n\r\n' })
    expect(empty.all).toMatch(/^HTTP\/1.1 201 /)
    const { ask } = as(person)
    expect((await ask('PROPFIND', 'new.png', { headers: { Depth: '0' } })).status).toBe(207)
  })

  test('an announced file takes no place of another, and is told with one length', async () => {
    const { ask, to, names } = as(await stage.person())
    await ask('PUT', 'there.png', { body: await newPicture() })
    await ask('PUT', 'empty.png', { body: '' })
    await ask('PUT', 'other.png', { body: '' })
    expect((await ask('MOVE', 'empty.png', { headers: to('there.png') })).status).toBe(409)
    const careful = { Overwrite: 'F' }
    for (const name of ['there.png', 'other.png']) {
      const moved = await ask('MOVE', 'empty.png', { headers: { ...to(name), ...careful } })
      expect(moved.status).toBe(412)
    }
    expect((await ask('MOVE', 'empty.png', { headers: to('No/where.png') })).status).toBe(409)
    expect((await ask('MOVE', 'empty.png', { headers: to('later.png') })).status).toBe(201)
    expect((await ask('GET', 'empty.png')).status).toBe(404)
    expect(await names()).toEqual(['', 'there.png'])
    for (const [name, body] of [
      ['._there.png', 'resource fork'],
      ['.DS_Store', 'x'.repeat(100_000)],
    ] as const) {
      await ask('PUT', name, { body })
      const { text } = await ask('PROPFIND', name, { headers: { Depth: '0' } })
      const [, told] = /<D:getcontentlength>(\d+)</.exec(text) ?? []
      expect(String((await ask('GET', name)).bytes.length)).toBe(told)
    }
  })

  test('one who announces much forgets his own, never another’s', async () => {
    const [quiet, loud] = [as(await stage.person()), as(await stage.person())]
    await quiet.ask('PUT', 'mine.png', { body: '' })
    for (let count = 0; count < 201; count++) await loud.ask('LOCK', `${count}.png`)
    const look = { headers: { Depth: '0' } }
    expect((await quiet.ask('PROPFIND', 'mine.png', look)).status).toBe(207)
    expect((await loud.ask('PROPFIND', '0.png', look)).status).toBe(404)
    expect((await loud.ask('PROPFIND', '200.png', look)).status).toBe(207)
  })

  test('a folder that is moved into a private one is private, with all that lies in it', async () => {
    const person = await stage.person()
    const { ask, to, media } = as(person)
    const { app } = stage
    await createAlbum(app, person.user, { name: 'Secret', visibility: 'private' })
    const open = await createAlbum(app, person.user, { name: 'Open', visibility: 'public' })
    await createAlbum(app, person.user, { name: 'Inner', parentId: open.id, visibility: 'link' })
    await ask('PUT', 'Open/a.png', { body: await newPicture() })
    await ask('PUT', 'Open/Inner/b.png', { body: await newPicture() })
    expect((await ask('MOVE', 'Open', { headers: to('Secret/Open') })).status).toBe(201)
    expect((await media()).map(({ visibility }) => visibility)).toEqual(['private', 'private'])
    expect((await ask('MOVE', 'Secret/Open', { headers: to('Open') })).status).toBe(201)
    expect((await media()).map(({ visibility }) => visibility)).toEqual(['private', 'private'])
  })

  test('no tag is answered for a file that is read back otherwise than it was sent', async () => {
    await using strict = await openStage({ database, environment: { METADATA: 'strip-all' } })
    const { key } = await strict.person()
    const put = await dav(strict, 'PUT', 'photo.jpg', { key, body: await samplePhoto({ exif: true }) })
    expect([put.status, put.headers.get('etag')]).toEqual([201, null])
    const plain = await dav(strict, 'PUT', 'plain.png', { key, body: await newPicture() })
    const read = await dav(strict, 'GET', 'plain.png', { key })
    expect(plain.headers.get('etag')).toBe(read.headers.get('etag'))
  })
})
