import { describe, expect, test } from 'vitest'
import { databases } from '../stage.ts'
import { type Album, call, formWith, type Image, uploaded } from './imgur-client.ts'
import { newPicture, stageForAll } from './smms-client.ts'

type Made = { id: string; deletehash: string }

describe.each(databases)("Imgur's albums, on %s", (database) => {
  const stage = stageForAll(database)
  const send = async (as: string, fields: Record<string, string> = {}) =>
    uploaded(stage, { as, body: formWith(await newPicture(), fields) })
  const make = (as: string, fields: [string, string][]) =>
    call<Made>(stage, 'album', { as, body: new URLSearchParams(fields) })
  const show = async (id: string, as?: string) => (await call<Album>(stage, `album/${id}`, { as })).body.data
  const person = async () => `Bearer ${(await stage.person()).key}`

  test('an album is made of images by id and by deletion hash, and shown with them', async () => {
    const as = await person()
    const [one, two, three] = [await send(as), await send(as), await send(as)]
    const { status, body } = await make(as, [
      ['ids[]', one.id],
      ['ids[]', two.id],
      ['deletehashes[]', three.deletehash],
      ['title', 'Cats'],
      ['description', 'All of them'],
      ['privacy', 'public'],
    ])
    expect(status).toBe(200)
    expect(body).toEqual({
      data: { id: expect.any(String), deletehash: body.data.id },
      success: true,
      status: 200,
    })
    const album = await show(body.data.id, as)
    expect(album).toMatchObject({
      id: body.data.id,
      title: 'Cats',
      description: 'All of them',
      privacy: 'public',
      images_count: 3,
      deletehash: body.data.id,
      link: `${stage.url}/a/Cats.${body.data.id}`,
    })
    expect(album.images.map(({ id }) => id).sort()).toEqual([one.id, two.id, three.id].sort())
    const { images, deletehash: _hash, ...others } = await show(body.data.id)
    expect(others).toMatchObject({ title: 'Cats', images_count: 3 })
    expect(images.every(({ deletehash }) => deletehash === '')).toBe(true)
    const list = await call<Image[]>(stage, `album/${body.data.id}/images`, { as })
    expect(list.body.data).toEqual(album.images)
    const { text } = await call(stage, `album/${body.data.id}.xml`)
    expect(text).toContain('<images><item><id>')
  })

  test('images are uploaded into it and added to it, by its owner only', async () => {
    const as = await person()
    const other = await person()
    const { data } = (await make(as, [['title', 'Dogs']])).body
    const first = await send(as, { album: data.id })
    const [second, third] = [await send(as), await send(as)]
    const theirs = await send(other)
    const add = (who: string, body: RequestInit['body'], type?: string) =>
      call(stage, `album/${data.id}/add`, { as: who, body, ...(type && { type }) })
    const ids = JSON.stringify({ ids: [second.id, third.id] })
    expect((await add(other, ids, 'application/json')).status).toBe(403)
    expect((await add('Client-ID x', ids, 'application/json')).status).toBe(401)
    expect((await add(as, ids, 'application/json')).body).toEqual({ data: true, success: true, status: 200 })
    expect((await add(as, new URLSearchParams({ ids: theirs.id }))).status).toBe(404)
    expect((await add(as, new URLSearchParams({ title: 'x' }))).status).toBe(400)
    const shown = (await show(data.id, as)).images.map(({ id }) => id)
    expect(shown.sort()).toEqual([first.id, second.id, third.id].sort())
    const refused = await call(stage, 'image', {
      as: other,
      body: formWith(await newPicture(), { album: data.id }),
    })
    expect(refused.status).toBe(404)
  })

  test('a secret album is its owner’s alone; guests make none', async () => {
    const as = await person()
    const { data } = (await make(as, [['privacy', 'secret']])).body
    expect((await show(data.id, as)).title).toBe('Untitled')
    expect((await call(stage, `album/${data.id}`)).status).toBe(404)
    expect((await make('Client-ID x', [['title', 'x']])).status).toBe(401)
    expect((await make(as, [['privacy', 'odd']])).status).toBe(400)
    const { link } = await send(as, { album: data.id })
    expect((await fetch(link)).status).toBe(404)
    expect((await fetch(link, { headers: { Authorization: as } })).status).toBe(200)
  })

  test('an album is deleted by its owner, and its images stay', async () => {
    const as = await person()
    const { data } = (await make(as, [['title', 'Birds']])).body
    const image = await send(as, { album: data.id })
    const remove = (who?: string) => call(stage, `album/${data.id}`, { method: 'DELETE', as: who })
    expect((await remove()).status).toBe(401)
    expect((await remove(await person())).status).toBe(403)
    expect((await remove(as)).body).toEqual({ data: true, success: true, status: 200 })
    expect((await call(stage, `album/${data.id}`, { as })).status).toBe(404)
    expect((await fetch(image.link)).status).toBe(200)
  })
})
