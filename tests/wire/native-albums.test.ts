import { describe, expect, test } from 'vitest'
import type { Album, AlbumDetails, AlbumList } from '../../src/dialects/native/wire-albums.ts'
import { databases, type Person } from '../stage.ts'
import { type Asker, call, cookiesOf, type Refused, sendMedia } from './native-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'

describe.each(databases)('albums, on %s', (database) => {
  const stage = stageForAll(database)

  const make = async (who: Asker, wished: object): Promise<Album> => {
    const made = await call<Album>(stage, 'POST /api/albums', {
      ...who,
      body: { name: 'An album', ...wished },
    })
    expect(made.status).toBe(201)
    return made.body
  }
  const show = (id: string, who: Asker = {}) => call<AlbumDetails>(stage, `GET /api/albums/${id}`, who)
  const list = (query: string, who: Asker = {}) => call<AlbumList>(stage, `GET /api/albums?${query}`, who)
  const names = async (query: string, who: Asker = {}) =>
    (await list(query, who)).body.items.map(({ name }) => name)
  const put = async (who: Person, albumId: string, fields: Record<string, string> = {}) =>
    (await sendMedia(stage, { key: who.key, bytes: await newPicture(), fields: { albumId, ...fields } })).body

  test('are made, shown, changed and deleted', async () => {
    const me = await stage.person()
    const made = await make(me, {
      name: '  Alps   2026 ',
      description: '**High** <b>up</b>',
      visibility: 'public',
    })
    expect(made).toMatchObject({
      name: 'Alps 2026',
      visibility: 'public',
      sort: 'newest',
      count: 0,
      cover: [],
      mine: true,
    })
    expect(made.page).toBe(`/a/Alps-2026.${made.id}`)
    const media = await put(me, made.id, { visibility: 'public' })
    const shown = await show(made.page.slice(3))
    expect(shown.body).toMatchObject({
      count: 1,
      mine: false,
      locked: false,
      owner: { name: me.name },
      descriptionHtml: expect.stringContaining('<strong>High</strong>'),
      cover: [{ id: media.id }],
    })
    expect(shown.body.descriptionHtml).not.toContain('<b>')
    expect(shown.body.size).toBeUndefined()
    expect((await show(made.id, me)).body.size).toBeGreaterThan(0)
    const changed = await call<Album>(stage, `PATCH /api/albums/${made.id}`, {
      ...me,
      body: { name: 'Elsewhere', description: null, sort: 'title', nsfw: true },
    })
    expect(changed.body).toMatchObject({ name: 'Elsewhere', sort: 'title', nsfw: true })
    expect(changed.body.description).toBeUndefined()
    expect((await call(stage, `DELETE /api/albums/${made.id}`, me)).status).toBe(204)
    expect((await show(made.id, me)).status).toBe(404)
    const kept = await call<{ album?: object }>(stage, `GET /api/media/${media.id}`, me)
    expect([kept.status, kept.body.album]).toEqual([200, undefined])
  })

  test('are only their owner’s to change', async () => {
    const [me, other] = [await stage.person(), await stage.person()]
    const admin = await stage.person({ role: 'admin' })
    const open = await make(me, { visibility: 'link' })
    const hidden = await make(me, { visibility: 'private' })
    const attempts = [
      [`PATCH /api/albums/${open.id}`, { name: 'mine' }],
      [`DELETE /api/albums/${open.id}`, {}],
      [`POST /api/albums/${open.id}/order`, { ids: ['x'], after: null }],
    ] as const
    for (const [line, body] of attempts) {
      expect((await call(stage, line, { ...other, body })).status).toBe(403)
      expect((await call(stage, line, { body })).status).toBe(401)
      const unseen = line.replace(open.id, hidden.id) as typeof line
      expect((await call(stage, unseen, { ...other, body })).status).toBe(404)
    }
    expect((await show(hidden.id)).status).toBe(404)
    expect((await show(hidden.id, other)).status).toBe(404)
    expect((await show(hidden.id, admin)).body).toMatchObject({ mine: true, visibility: 'private' })
    expect(
      (await call(stage, `PATCH /api/albums/${hidden.id}`, { ...admin, body: { name: 'x' } })).status,
    ).toBe(200)
  })

  test('are listed to whom they are for', async () => {
    const me = await stage.person()
    for (const visibility of ['public', 'link', 'private'] as const)
      await make(me, { name: visibility, visibility })
    await make(me, { name: 'Пароль 密码', visibility: 'password', password: 'secret' })
    expect(await names('scope=mine', me)).toEqual(['Пароль 密码', 'private', 'link', 'public'])
    expect(await names(`user=${me.name}`)).toEqual(['public'])
    expect(await names(`user=${me.name}`, me)).toHaveLength(4)
    expect(await names('scope=mine&q=ПАРОЛЬ', me)).toEqual(['Пароль 密码'])
    expect(await names('scope=public')).toContain('public')
    const first = await list('scope=mine&limit=3', me)
    const second = await list(`scope=mine&limit=3&after=${first.body.next}`, me)
    expect(second.body.items.map(({ name }) => name)).toEqual(['public'])
    expect(second.body.next).toBeUndefined()
    expect((await list('scope=mine')).status).toBe(401)
    expect((await list('scope=mine&after=%00', me)).status).toBe(400)
    expect((await list('limit=0')).status).toBe(400)
    expect((await list('user=nobody-here')).status).toBe(404)
  })

  test('lie in albums, five deep, in no circle', async () => {
    const me = await stage.person()
    const chain = [await make(me, { name: '1', visibility: 'public' })]
    for (const name of ['2', '3', '4', '5']) {
      chain.push(await make(me, { name, visibility: 'public', parentId: chain.at(-1)?.id }))
    }
    const [top, second, , , deepest] = chain
    const refused = async (id: string, parentId: string, who: Asker = me) =>
      (await call<Refused>(stage, `PATCH /api/albums/${id}`, { ...who, body: { parentId } })).body.error
    const deeper = await call<Refused>(stage, 'POST /api/albums', {
      ...me,
      body: { name: '6', parentId: deepest?.id },
    })
    expect([deeper.status, deeper.body.error.field]).toEqual([400, 'parentId'])
    expect(await refused(top?.id ?? '', deepest?.id ?? '')).toMatchObject({
      code: 'bad-input',
      field: 'parentId',
    })
    expect(await refused(top?.id ?? '', top?.id ?? '')).toMatchObject({
      code: 'bad-input',
      field: 'parentId',
    })
    expect(await refused(top?.id ?? '', (await make(me, { name: 'other' })).id)).toMatchObject({
      field: 'parentId',
    })
    const other = await stage.person()
    expect(await refused(top?.id ?? '', (await make(other, {})).id)).toMatchObject({ code: 'bad-album' })
    const shown = (await show(deepest?.id ?? '')).body
    expect(shown.path.map(({ name }) => name)).toEqual(['1', '2', '3', '4'])
    expect((await show(second?.id ?? '')).body.children.map(({ name }) => name)).toEqual(['3'])
    expect(await names(`parent=${top?.id}`)).toEqual(['2'])
    expect(await names('scope=mine', me)).toEqual(['other', '1'])
    expect(await names('scope=mine&flat=1', me)).toHaveLength(6)
    await call(stage, `DELETE /api/albums/${second?.id}`, me)
    expect(await names('scope=mine&flat=1', me)).toEqual(['other', '1'])
  })

  test('do not give away what is stricter than they are', async () => {
    const me = await stage.person()
    const top = await make(me, { name: 'top', visibility: 'link' })
    for (const visibility of ['public', 'link', 'private'])
      await make(me, { name: visibility, visibility, parentId: top.id })
    const inner = await make(me, { name: 'inner', visibility: 'public', parentId: top.id })
    expect(await names(`parent=${top.id}`)).toEqual(['inner', 'link', 'public'])
    expect((await show(top.id)).body.albums).toBe(3)
    expect((await show(top.id, me)).body.albums).toBe(4)
    expect((await show(inner.id)).body).toMatchObject({ path: [] })
    expect((await show(inner.id)).body.parentId).toBeUndefined()
    expect((await show(inner.id, me)).body.path).toMatchObject([{ name: 'top' }])
    await put(me, top.id, { visibility: 'private' })
    const own = await put(me, top.id, { visibility: 'link' })
    expect((await show(top.id)).body).toMatchObject({ count: 1, cover: [{ id: own.id }] })
    expect((await show(top.id, me)).body.count).toBe(2)
  })

  test('with a password open for who gives it, in that browser, until it is changed', async () => {
    const me = await stage.person()
    const nothing = await call<Refused>(stage, 'POST /api/albums', {
      ...me,
      body: { name: 'x', visibility: 'password' },
    })
    expect(nothing.body.error).toMatchObject({ code: 'bad-input', field: 'password' })
    const album = await make(me, {
      name: 'Secret',
      description: 'hidden words',
      visibility: 'password',
      password: 'open up',
    })
    const media = await put(me, album.id)
    expect(media.visibility).toBe('private')
    const locked = (await show(album.id)).body
    expect(locked).toMatchObject({ name: 'Secret', locked: true, count: 0, cover: [], children: [] })
    expect(JSON.stringify(locked)).not.toMatch(/hidden|description/)
    expect((await call(stage, `GET /api/media?album=${album.id}`)).status).toBe(403)
    const unlock = (password: string, id = album.id) =>
      call<AlbumDetails & Refused>(stage, `POST /api/albums/${id}/unlock`, { body: { password } })
    expect(await unlock('wrong')).toMatchObject({ status: 401, body: { error: { code: 'bad-credentials' } } })
    const opened = await unlock('open up')
    expect(opened.body).toMatchObject({
      locked: false,
      count: 1,
      description: 'hidden words',
      cover: [{ id: media.id }],
    })
    expect(opened.body.cover[0]?.pass).toMatch(/^\?pass=/)
    const cookie = cookiesOf(opened)
    expect(opened.headers.getSetCookie()[0]).toMatch(/; Max-Age=86400; HttpOnly; SameSite=Lax$/)
    expect((await show(album.id, { cookie })).body).toMatchObject({ locked: false, count: 1 })
    expect((await call(stage, `GET /api/media?album=${album.id}`, { cookie })).body).toMatchObject({
      total: 1,
    })
    expect((await show(album.id, { cookie: cookie.replace(/.$/, '') })).body.locked).toBe(true)
    const second = await make(me, { visibility: 'password', password: 'b' })
    const both = await call(stage, `POST /api/albums/${second.id}/unlock`, {
      cookie,
      body: { password: 'b' },
    })
    for (const id of [album.id, second.id]) {
      expect((await show(id, { cookie: cookiesOf(both) })).body.locked).toBe(false)
    }
    await call(stage, `PATCH /api/albums/${album.id}`, { ...me, body: { password: 'new one' } })
    expect((await show(album.id, { cookie })).body.locked).toBe(true)
    stage.clock.offset += 86_400_000
    expect((await show(second.id, { cookie: cookiesOf(both) })).body.locked).toBe(true)
  })

  test('let nobody guess passwords for long', async () => {
    const me = await stage.person()
    const [album, other] = [
      await make(me, { visibility: 'password', password: 'right' }),
      await make(me, { visibility: 'password', password: 'right' }),
    ]
    const guess = async (id: string, password: string) =>
      (await call(stage, `POST /api/albums/${id}/unlock`, { body: { password } })).status
    const wrong = await Promise.all(Array.from({ length: 14 }, (_, at) => guess(album.id, `guess ${at}`)))
    expect(wrong.filter((status) => status === 429)).toHaveLength(4)
    expect(await guess(album.id, 'right')).toBe(429)
    expect(await guess(other.id, 'right')).toBe(200)
    expect(await guess((await make(me, {})).id, 'x')).toBe(400)
    expect(await guess('nothing', 'x')).toBe(404)
  })

  test('set who may see their media', async () => {
    const me = await stage.person()
    const album = await make(me, { visibility: 'public' })
    const media = await put(me, album.id, { visibility: 'public' })
    const turn = async (change: object) => {
      const changed = await call(stage, `PATCH /api/albums/${album.id}`, { ...me, body: change })
      expect(changed.status).toBe(200)
      await stage.drain()
      return (
        await call<{ visibility: string; file: { url: string } }>(stage, `GET /api/media/${media.id}`, me)
      ).body
    }
    const hidden = await turn({ visibility: 'private' })
    expect(hidden.visibility).toBe('private')
    expect((await fetch(hidden.file.url)).status).toBe(404)
    expect((await fetch(media.file.url)).status).toBe(404)
    expect((await turn({ visibility: 'link' })).visibility).toBe('link')
    expect((await turn({ visibility: 'password', password: 'x' })).visibility).toBe('private')
    expect((await turn({ visibility: 'public' })).visibility).toBe('public')
  })

  test('take media in when they are made, and trash them when they are deleted', async () => {
    const [me, other] = [await stage.person(), await stage.person()]
    const send = async (who: Person) =>
      (await sendMedia(stage, { key: who.key, bytes: await newPicture() })).body
    const [first, second, foreign] = [await send(me), await send(me), await send(other)]
    const album = await make(me, { visibility: 'private', mediaIds: [first.id, second.id] })
    expect(album.count).toBe(2)
    const theirs = await call<Refused>(stage, 'POST /api/albums', {
      ...me,
      body: { name: 'x', mediaIds: [foreign.id] },
    })
    expect(theirs.status).toBe(404)
    expect(await names('scope=mine', me)).toEqual(['An album'])
    const child = await make(me, { name: 'child', parentId: album.id })
    const deep = await put(me, child.id)
    await call(stage, `DELETE /api/albums/${album.id}`, { ...me, body: { media: 'trash' } })
    for (const { id } of [first, second, deep]) {
      expect((await call(stage, `GET /api/media/${id}`, me)).status).not.toBe(200)
    }
    const trash = await call<{ total: number }>(stage, 'GET /api/media?scope=mine&trash=1', me)
    expect(trash.body.total).toBe(3)
  })

  test('are put in order by hand', async () => {
    const me = await stage.person()
    const album = await make(me, {})
    const sent: string[] = []
    for (const _ of [1, 2, 3, 4, 5]) sent.push((await put(me, album.id)).id)
    const [a = '', b = '', c = '', d = '', e = ''] = sent
    const order = async (ids: string[], after: string | null) =>
      (await call(stage, `POST /api/albums/${album.id}/order`, { ...me, body: { ids, after } })).status
    const shown = async () => {
      const { body } = await call<{ items: { id: string }[] }>(stage, `GET /api/media?album=${album.id}`, me)
      return body.items.map(({ id }) => id)
    }
    expect(await shown()).toEqual([e, d, c, b, a])
    expect(await order([a, c], e)).toBe(204)
    expect(await shown()).toEqual([e, a, c, d, b])
    expect(await order([b], null)).toBe(204)
    expect(await shown()).toEqual([b, e, a, c, d])
    expect(await order([e, b], d)).toBe(204)
    expect(await shown()).toEqual([a, c, d, e, b])
    const late = (await put(me, album.id)).id
    expect(await shown()).toEqual([a, c, d, e, b, late])
    for (let turn = 0; turn < 20; turn++) expect(await order([turn % 2 ? c : d], a)).toBe(204)
    expect(await shown()).toEqual([a, c, d, e, b, late])
    expect((await show(album.id, me)).body).toMatchObject({
      sort: 'manual',
      cover: [{ id: a }, { id: c }, { id: d }, { id: e }],
    })
    expect(await order(['nope'], null)).toBe(400)
    expect(await order([a], 'nope')).toBe(400)
    expect(await order([a], a)).toBe(400)
  })

  test('show the cover that was chosen, where one may see it', async () => {
    const [me, other] = [await stage.person(), await stage.person()]
    const album = await make(me, { visibility: 'public' })
    const [hidden, open] = [
      await put(me, album.id, { visibility: 'private' }),
      await put(me, album.id, { visibility: 'public' }),
    ]
    const choose = (coverId: string | null) =>
      call<Album & Refused>(stage, `PATCH /api/albums/${album.id}`, { ...me, body: { coverId } })
    expect((await choose(hidden.id)).body).toMatchObject({ coverId: hidden.id, cover: [{ id: hidden.id }] })
    expect((await show(album.id)).body).toMatchObject({ cover: [{ id: open.id }] })
    const foreign = (await sendMedia(stage, { key: other.key, bytes: await newPicture() })).body
    expect((await choose(foreign.id)).body.error).toMatchObject({ code: 'bad-input', field: 'coverId' })
    expect((await choose(null)).body.cover).toHaveLength(2)
  })

  test.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'x', visibility: 'open' }, 'visibility'],
    [{ name: 'x', password: 'y' }, 'password'],
    [{ name: 'x', description: 'x'.repeat(5001) }, 'description'],
    [{ name: 'x', mediaIds: 'y' }, 'mediaIds'],
  ])('refuses (%#) what is no album', async (body, field) => {
    const me = await stage.person()
    const refused = await call<Refused>(stage, 'POST /api/albums', { ...me, body })
    expect([refused.status, refused.body.error.field]).toEqual([400, field])
  })
})
