import { describe, expect, test } from 'vitest'
import { createAlbum } from '../../src/core/album-changes.ts'
import { restoreMedia } from '../../src/core/trash.ts'
import { databases, type Person } from '../stage.ts'
import { newPicture, stageForAll, uploaded } from './smms-client.ts'
import { dav, davOf } from './webdav-client.ts'

describe.each(databases)('WebDAV, on %s', (database) => {
  const stage = stageForAll(database)
  const as = (person: Person) => davOf(stage, person)

  test('a file that is put is an upload like any other, and read as it was sent, whole or in part', async () => {
    const person = await stage.person()
    const { ask } = as(person)
    const bytes = await newPicture()
    const put = await ask('PUT', 'my%20cat.png', { body: bytes, headers: { 'Content-Type': 'text/plain' } })
    expect(put.status).toBe(201)
    const got = await ask('GET', 'my%20cat.png')
    expect([got.status, got.bytes.equals(bytes)]).toEqual([200, true])
    expect(got.headers.get('content-type')).toBe('image/png')
    expect(got.headers.get('etag')).toBe(put.headers.get('etag'))
    expect(got.headers.get('cache-control')).toBe('private, no-cache')
    const head = await ask('HEAD', 'my%20cat.png')
    expect([head.status, head.headers.get('content-length'), head.text]).toEqual([
      200,
      String(bytes.length),
      '',
    ])
    const part = await ask('GET', 'my%20cat.png', { headers: { Range: 'bytes=10-19' } })
    expect([part.status, part.bytes.equals(bytes.subarray(10, 20))]).toEqual([206, true])
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`)
    const etag = got.headers.get('etag') ?? ''
    expect((await ask('GET', 'my%20cat.png', { headers: { 'If-None-Match': etag } })).status).toBe(304)
    expect((await ask('GET', 'my%20cat.png', { headers: { Range: 'bytes=999999-' } })).status).toBe(416)
    const list = await fetch(`${stage.url}/api/v2/upload_history`, {
      headers: { Authorization: person.key },
    })
    expect(await list.json()).toMatchObject({ Count: 1, data: [{ filename: 'my cat.png' }] })
  })

  test('PROPFIND tells one thing or what lies in a folder, and never everything', async () => {
    const person = await stage.person()
    const { ask, names } = as(person)
    const album = await createAlbum(stage.app, person.user, { name: 'Cats & Söhne/2' })
    await createAlbum(stage.app, person.user, { name: 'Inner', parentId: album.id })
    await ask('PUT', 'b.png', { body: await newPicture() })
    await ask('PUT', `Cats%20%26%20S%C3%B6hne-2/%E7%8C%AB.png`, { body: await newPicture() })
    expect(await names()).toEqual(['', 'Cats & Söhne-2/', 'b.png'])
    expect(await names('Cats%20%26%20So%CC%88hne-2')).toEqual([
      'Cats & Söhne-2/',
      'Cats & Söhne-2/Inner/',
      'Cats & Söhne-2/猫.png',
    ])
    const one = await ask('PROPFIND', 'b.png', { headers: { Depth: '0' }, body: '<propfind xmlns="DAV:"/>' })
    expect([one.status, one.headers.get('content-type')]).toEqual([207, 'application/xml; charset=utf-8'])
    expect(one.text).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<D:multistatus xmlns:D="DAV:"><D:response>/,
    )
    expect(one.text).toMatch(/<D:getcontentlength>\d+</)
    expect(one.text).toContain('<D:getcontenttype>image/png</D:getcontenttype>')
    const root = await ask('PROPFIND', '', { headers: { Depth: '0' } })
    expect(root.text).toContain('<D:resourcetype><D:collection></D:collection></D:resourcetype>')
    expect(root.text).toMatch(/<D:quota-available-bytes>\d+</)
    expect((await ask('PROPFIND', '', { headers: { Depth: 'infinity' } })).status).toBe(403)
    expect((await ask('PROPFIND', 'nothing.png')).status).toBe(404)
    expect((await ask('PROPFIND', 'b.png/more')).status).toBe(404)
  })

  test('two files of one name are both told, and both can be read', async () => {
    const person = await stage.person()
    const { ask, names } = as(person)
    const [one, two] = [await newPicture(), await newPicture()]
    for (const bytes of [one, two]) await uploaded(stage, bytes, { key: person.key, filename: 'cat.png' })
    const told = await names()
    expect(told).toEqual(['', 'cat.png', expect.stringMatching(/^cat \([A-Za-z0-9]+\)\.png$/)])
    const read = await Promise.all(told.slice(1).map((name) => ask('GET', encodeURIComponent(name))))
    expect(read.map(({ bytes }) => bytes)).toEqual([one, two])
  })

  test('a file that is put in the place of another leaves that in the trash', async () => {
    const person = await stage.person()
    const { ask, names } = as(person)
    const [one, two] = [await newPicture(), await newPicture()]
    await ask('PUT', 'a.png', { body: one })
    expect((await ask('PUT', 'a.png', { body: two })).status).toBe(204)
    expect((await ask('PUT', 'a.png', { body: two })).status).toBe(204)
    expect((await ask('GET', 'a.png')).bytes.equals(two)).toBe(true)
    expect((await ask('PUT', 'a.png', { body: 'no picture' })).status).toBe(415)
    expect((await ask('GET', 'a.png')).bytes.equals(two)).toBe(true)
    expect(await names()).toEqual(['', 'a.png'])
    const trashed = await stage.app.db
      .selectFrom('media')
      .select('id')
      .where('user_id', '=', person.user.id)
      .where('trashed_at', 'is not', null)
      .execute()
    expect(trashed).toHaveLength(1)
  })

  test('folders are albums: made, renamed, moved and deleted with what is in them', async () => {
    const person = await stage.person()
    const { ask, names, to } = as(person)
    expect((await ask('MKCOL', 'One')).status).toBe(201)
    expect((await ask('MKCOL', 'One/Two/')).status).toBe(201)
    expect((await ask('MKCOL', 'One')).status).toBe(405)
    expect((await ask('MKCOL', 'No/where')).status).toBe(409)
    expect((await ask('MKCOL', 'Body', { body: 'x' })).status).toBe(415)
    expect((await ask('MKCOL', '.Trashes')).status).toBe(403)
    const bytes = await newPicture()
    expect((await ask('PUT', 'One/Two/a.png', { body: bytes })).status).toBe(201)
    expect((await ask('PUT', 'Nowhere/a.png', { body: bytes })).status).toBe(409)
    expect((await ask('PUT', 'One', { body: bytes })).status).toBe(405)
    expect((await ask('MOVE', 'One/Two', { headers: to('Three') })).status).toBe(201)
    expect(await names()).toEqual(['', 'One/', 'Three/'])
    expect((await ask('GET', 'Three/a.png')).bytes.equals(bytes)).toBe(true)
    expect((await ask('MOVE', 'One', { headers: to('Three') })).status).toBe(403)
    expect((await ask('MOVE', 'Three', { headers: { ...to('One'), Overwrite: 'F' } })).status).toBe(412)
    expect((await ask('COPY', 'Three', { headers: to('Four') })).status).toBe(403)
    expect((await ask('DELETE', 'Three')).status).toBe(204)
    expect(await names()).toEqual(['', 'One/'])
    expect((await ask('DELETE', '')).status).toBe(403)
    expect((await ask('DELETE', 'Three')).status).toBe(404)
  })

  test('files are renamed, moved and copied, also over others', async () => {
    const person = await stage.person()
    const { ask, names, to } = as(person)
    const [one, two] = [await newPicture(), await newPicture()]
    await ask('MKCOL', 'Box')
    await ask('PUT', 'one.png', { body: one })
    await ask('PUT', 'two.png', { body: two })
    expect((await ask('MOVE', 'one.png', { headers: to('uno.png') })).status).toBe(201)
    expect((await ask('MOVE', 'uno.png', { headers: to('Box/eins.png') })).status).toBe(201)
    expect((await ask('COPY', 'Box/eins.png', { headers: to('one.png') })).status).toBe(201)
    expect((await ask('GET', 'one.png')).bytes.equals(one)).toBe(true)
    expect(await names()).toEqual(['', 'Box/', 'two.png', 'one.png'])
    expect((await ask('COPY', 'two.png', { headers: { ...to('one.png'), Overwrite: 'F' } })).status).toBe(412)
    expect((await ask('COPY', 'two.png', { headers: { Destination: '/dav/one.png' } })).status).toBe(204)
    expect((await ask('GET', 'one.png')).bytes.equals(two)).toBe(true)
    expect((await ask('MOVE', 'Box/eins.png', { headers: to('one.png') })).status).toBe(204)
    expect((await ask('GET', 'one.png')).bytes.equals(one)).toBe(true)
    expect(await names('Box')).toEqual(['Box/'])
    expect((await ask('MOVE', 'nothing', { headers: to('x') })).status).toBe(404)
    expect((await ask('MOVE', 'one.png', { headers: to('No/x.png') })).status).toBe(409)
    expect((await ask('MOVE', 'one.png')).status).toBe(400)
    expect((await ask('MOVE', 'one.png', { headers: { Destination: 'http://a.b/dav/x' } })).status).toBe(403)
    expect((await ask('MOVE', 'one.png', { headers: to('%2e%2e/x') })).status).toBe(400)
  })

  test('a deleted file lies in the trash and can be restored', async () => {
    const person = await stage.person()
    const { ask } = as(person)
    const bytes = await newPicture()
    await ask('PUT', 'a.png', { body: bytes })
    expect((await ask('DELETE', 'a.png')).status).toBe(204)
    expect((await ask('GET', 'a.png')).status).toBe(404)
    const { id } = await stage.app.db
      .selectFrom('media')
      .select('id')
      .where('user_id', '=', person.user.id)
      .executeTakeFirstOrThrow()
    const { user } = person
    const actor = { user, keyId: undefined, group: user.group, address: '', addressSure: true }
    await restoreMedia(stage.app, actor, [id])
    expect((await ask('GET', 'a.png')).bytes.equals(bytes)).toBe(true)
  })

  test('as Finder and Explorer write: an empty file, a look, a lock, the bytes', async () => {
    const { ask, names } = as(await stage.person())
    const bytes = await newPicture()
    expect((await ask('PUT', 'new.png', { body: '' })).status).toBe(201)
    expect((await ask('PROPFIND', 'new.png', { headers: { Depth: '0' } })).text).toContain(
      '<D:getcontentlength>0</D:getcontentlength>',
    )
    const lock = await ask('LOCK', 'new.png', {
      headers: { Depth: '0', Timeout: 'Second-600' },
      body: '<x/>',
    })
    expect([lock.status, lock.headers.get('dav')]).toEqual([200, '1, 2'])
    const token = lock.headers.get('lock-token') ?? ''
    expect(token).toMatch(/^<urn:uuid:[0-9a-f-]{36}>$/)
    expect(lock.text).toContain('<D:timeout>Second-600</D:timeout>')
    const held = { If: `(${token})` }
    expect((await ask('PUT', 'new.png', { body: bytes, headers: held })).status).toBe(201)
    const again = await ask('LOCK', 'new.png', { headers: held })
    expect(again.headers.get('lock-token')).toBe(token)
    expect((await ask('PROPPATCH', 'new.png', { headers: held, body: '<x/>' })).status).toBe(207)
    expect((await ask('UNLOCK', 'new.png', { headers: { 'Lock-Token': token } })).status).toBe(204)
    expect((await ask('GET', 'new.png')).bytes.equals(bytes)).toBe(true)
    expect((await ask('LOCK', 'later.png')).status).toBe(201)
    expect((await ask('PUT', '._new.png', { body: 'resource fork' })).status).toBe(201)
    expect((await ask('PROPFIND', '._new.png', { headers: { Depth: '0' } })).status).toBe(207)
    expect((await ask('DELETE', '._new.png')).status).toBe(204)
    expect(await names()).toEqual(['', 'new.png'])
  })

  test('a key is the password; without one, or with a wrong one, there is nothing but OPTIONS', async () => {
    const { key } = await stage.person()
    const other = as(await stage.person())
    await dav(stage, 'PUT', 'mine.png', { key, body: await newPicture() })
    expect((await other.ask('GET', 'mine.png')).status).toBe(404)
    for (const method of ['GET', 'PUT', 'PROPFIND', 'DELETE', 'MKCOL', 'LOCK']) {
      for (const asked of [{}, { key: 'wrong' }, { headers: { Authorization: `Basic ${'%'}` } }]) {
        const refused = await dav(stage, method, 'mine.png', asked)
        expect(refused.status).toBe(401)
        expect(refused.headers.get('www-authenticate')).toBe('Basic realm="Tintype", charset="UTF-8"')
      }
    }
    const named = Buffer.from(`${key}:`).toString('base64')
    for (const Authorization of [`Bearer ${key}`, `Basic ${named}`]) {
      expect((await dav(stage, 'GET', 'mine.png', { headers: { Authorization } })).status).toBe(200)
    }
    const options = await dav(stage, 'OPTIONS', '')
    expect([options.status, options.headers.get('dav')]).toEqual([200, '1, 2'])
    expect(options.headers.get('allow')).toContain('PROPFIND')
  })
})
