import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { createSession } from '../../src/core/sessions.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { albumRow } from '../album-row.ts'
import { databases, openStage } from '../stage.ts'
import { call, cookieOf, cookiesOf, type Refused, sendMedia } from './native-client.ts'
import { expectNothingLeft, newPicture, stageForAll } from './smms-client.ts'

describe.each(databases)('POST /api/media, on %s', (database) => {
  const stage = stageForAll(database)

  test('takes a file with all that may be said of it', async () => {
    const { key, user } = await stage.person()
    await stage.app.db
      .insertInto('albums')
      .values({ ...albumRow('Aup', user.id), visibility: 'public' })
      .execute()
    const fields = {
      title: 'A  title\u0000',
      description: 'Lines\r\nof text',
      tags: 'fog, a gate,fog,,a/b',
      albumId: 'Aup',
      expiresIn: '3600000',
      nsfw: '1',
      visibility: 'public',
      width: '',
    }
    const sent = await sendMedia(stage, { key, bytes: await newPicture(), name: 'gate.png', fields })
    expect(sent).toMatchObject({
      status: 201,
      body: {
        title: 'A title',
        description: 'Lines\nof text',
        tags: ['fog', 'a gate'],
        filename: 'gate.png',
        nsfw: true,
        visibility: 'public',
        mine: true,
        type: 'image',
        kind: 'PNG',
      },
    })
    expect(sent.body.expiresAt ?? 0).toBeGreaterThan(sent.body.createdAt)
    expect(sent.headers.get('cache-control')).toBe('private, no-store')
    expect((await fetch(sent.body.file.url)).status).toBe(200)
    await expectNothingLeft(stage)
  })

  test('what lies in a closed album is as closed: by link and private win over public', async () => {
    const { key, user } = await stage.person()
    const row = (id: string, visibility: string) => ({ ...albumRow(id, user.id), visibility })
    await stage.app.db
      .insertInto('albums')
      .values([row('Alink', 'link'), row('Apass', 'password')])
      .execute()
    const into = async (albumId: string, visibility: string) => {
      const sent = await sendMedia(stage, {
        key,
        bytes: await newPicture(),
        fields: { albumId, visibility },
      })
      return sent.body.visibility
    }
    expect(await into('Alink', 'public')).toBe('link')
    expect(await into('Alink', 'private')).toBe('private')
    expect(await into('Apass', 'public')).toBe('private')
  })

  test("a guest's browser gets an id once, and what it sends is its own", async () => {
    const first = await sendMedia(stage, { bytes: await newPicture() })
    expect(first.status).toBe(201)
    const secret = cookieOf(first, 'tintype_guest') ?? ''
    expect(secret).toMatch(/^\w{43}$/)
    expect(first.headers.getSetCookie()[0]).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
    expect(first.body).toMatchObject({ mine: true, deletionUrl: expect.stringContaining('/delete/') })
    const again = await sendMedia(stage, { bytes: await newPicture(), cookie: cookiesOf(first) })
    expect([again.status, again.headers.getSetCookie()]).toEqual([201, []])
    const rows = await stage.app.db
      .selectFrom('media')
      .select('guest_id')
      .where('id', 'in', [first.body.id, again.body.id])
      .execute()
    expect(new Set(rows.map((row) => row.guest_id)).size).toBe(1)
    expect(rows[0]?.guest_id).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a session counts, but not in what another site makes a browser send', async () => {
    const { user } = await stage.person()
    const { token } = await createSession(stage.app, user, {
      address: '::1',
      userAgent: 'x',
      remember: true,
    })
    const cookie = `tintype_session=${token}`
    const sent = await sendMedia(stage, { cookie, bytes: await newPicture() })
    expect([sent.status, sent.headers.getSetCookie()]).toEqual([201, []])
    const row = await stage.app.db
      .selectFrom('media')
      .select('user_id')
      .where('id', '=', sent.body.id)
      .executeTakeFirst()
    expect(row?.user_id).toBe(user.id)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]) {
      const refused = await sendMedia<Refused>(stage, {
        cookie,
        headers: headers as Record<string, string>,
        bytes: await newPicture(),
      })
      expect([refused.status, refused.body.error.code, refused.headers.getSetCookie()]).toEqual([
        403,
        'forbidden',
        [],
      ])
    }
    const { key } = await stage.person()
    const other = await sendMedia(stage, {
      key,
      headers: { origin: 'https://elsewhere.example' },
      bytes: await newPicture(),
    })
    expect(other.status).toBe(201)
  })

  test('the same bytes again name the media that holds them, unless they are wanted again', async () => {
    const { key } = await stage.person()
    const bytes = await newPicture()
    const first = await sendMedia(stage, { key, bytes })
    const second = await sendMedia<Refused>(stage, { key, bytes })
    expect([second.status, second.body.error]).toMatchObject([
      409,
      { code: 'duplicate', mediaId: first.body.id },
    ])
    const wanted = await sendMedia(stage, { key, bytes, fields: { again: '1' } })
    expect(wanted.status).toBe(201)
    expect(wanted.body.id).not.toBe(first.body.id)
    await expectNothingLeft(stage)
  })

  test('takes data URIs in JSON and in forms', async () => {
    const { key } = await stage.person()
    const uri = async () => `data:image/png;base64,${(await newPicture()).toString('base64')}`
    const json = await call(stage, 'POST /api/media', {
      key,
      body: { url: await uri(), filename: 'x.png', nsfw: true },
    })
    expect(json).toMatchObject({ status: 201, body: { filename: 'x.png', nsfw: true } })
    const form = new URLSearchParams({ url: await uri(), title: 'T' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await call(stage, 'POST /api/media', { key, headers, body: form })).toMatchObject({
      status: 201,
      body: { title: 'T' },
    })
  })

  test.each([
    [{}, 'no-source', undefined],
    [{ url: 'http://127.0.0.1/a.png' }, 'url-private', undefined],
    [{ url: 'ftp://example.com/a.png' }, 'url-scheme', undefined],
    [{ url: 'example.com/a.png' }, 'bad-input', 'url'],
    [{ url: 'data:image/png;base64,AAAA' }, 'unsupported', undefined],
    [{ url: 'data:,', title: 'x' }, 'bad-input', 'url'],
    [{ url: 'data:image/png;base64,AAAA', nsfw: 'maybe' }, 'bad-input', 'nsfw'],
    [{ url: 'data:image/png;base64,AAAA', expiresIn: '-1' }, 'bad-input', 'expiresIn'],
    [{ url: 'data:image/png;base64,AAAA', visibility: 'secret' }, 'bad-input', 'visibility'],
    [{ url: 'data:image/png;base64,AAAA', title: 'x'.repeat(101) }, 'bad-input', 'title'],
    [
      { url: 'data:image/png;base64,AAAA', tags: Array.from({ length: 101 }, (_, at) => `t${at}`).join() },
      'bad-input',
      'tags',
    ],
    [{ url: 'data:image/png;base64,AAAA', albumId: 'nope' }, 'bad-album', undefined],
    [{ url: 'data:image/png;base64,AAAA', categoryId: 99 }, 'bad-category', undefined],
  ])('refuses %j as %s', async (body, code, field) => {
    const { key } = await stage.person()
    const { status, body: refused } = await call<Refused>(stage, 'POST /api/media', { key, body })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect([refused.error.code, refused.error.field]).toEqual([code, field])
    await expectNothingLeft(stage)
  })

  test('keeps limits and says them', async () => {
    await using own = await openStage({ database })
    const bytes = await newPicture()
    await changeGroup(own.app, 'guests', { field: 'max-file-bytes', value: '2000' })
    const large = await sendMedia<Refused>(own, { bytes: Buffer.alloc(3000) })
    expect([large.status, large.body.error]).toMatchObject([413, { code: 'too-large', limit: 2000 }])
    const wrong = await sendMedia<Refused>(own, { bytes, key: 'wrong' })
    expect([wrong.status, wrong.body.error.code]).toEqual([401, 'key-invalid'])
    await writeSetting(own.app, 'guest-doors', 'smms')
    const closed = await sendMedia<Refused>(own, { bytes })
    expect([closed.status, closed.body.error.code]).toEqual([401, 'key-missing'])
    const cut = await call<Refused>(own, 'POST /api/media', {
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nnonsense',
    })
    expect(cut.status).toBeGreaterThanOrEqual(400)
    await expectNothingLeft(own)
  })
})
