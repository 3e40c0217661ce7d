import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeAlbum, createAlbum } from '../../src/core/album-changes.ts'
import { viewMedia } from '../../src/core/viewing.ts'
import { samplePhoto } from '../pictures.ts'
import { databases, type Person } from '../stage.ts'
import { type Albums, call, type Images, upload, uploaded } from './lsky-client.ts'
import { newPicture, shapeOf, stageForAll } from './smms-client.ts'

/** The answers of Lsky's documents and source, by their names and types. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden/lsky-answers.json'), 'utf8'))

describe.each(databases)("Lsky Pro's API, on %s", (database) => {
  const stage = stageForAll(database, { environment: { TIMEZONE: 'UTC' } })
  const visibilityOf = async ({ user }: Person, key: string) => {
    const actor = { user, keyId: undefined, group: user.group, address: '', addressSure: true }
    return (await viewMedia(stage.app, actor, key)).visibility
  }
  const images = async (key: string, query = '') =>
    (await call<Images>(stage, `images${query}`, { key })).body.data

  test('an upload is answered as documented, and its file is the bytes that were sent', async () => {
    const { key } = await stage.person()
    const photo = await samplePhoto()
    const { status, headers, body } = await upload(stage, photo, { key, filename: 'my [cat].jpg' })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(shapeOf(body)).toEqual(shapeOf(golden.upload))
    const { data } = body
    const { url } = data.links
    expect(data).toMatchObject({
      name: 'my-cat.jpg',
      origin_name: 'my [cat].jpg',
      size: Math.round((photo.length / 1024) * 100) / 100,
      mimetype: 'image/jpeg',
      extension: 'jpg',
    })
    expect(url).toBe(`${stage.url}/images/${data.pathname}`)
    expect(data.links.html).toBe(`<img src="${url}" alt="my [cat].jpg" title="my [cat].jpg" />`)
    expect(data.links.markdown).toBe(`![my \\[cat\\].jpg](${url})`)
    expect(data.links.markdown_with_link).toBe(`[![my \\[cat\\].jpg](${url})](${url})`)
    expect(data.links.bbcode).toBe(`[img]${url}[/img]`)
    expect((await fetch(data.links.thumbnail_url)).status).toBe(200)
    const file = await fetch(url)
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
    expect(await (await fetch(data.links.delete_url)).text()).toContain('File is deleted')
    expect((await fetch(url)).status).toBe(404)
  })

  test('permission, album_id and expired_at are kept to; strategy_id and ssl are not looked at', async () => {
    const person = await stage.person()
    const { key, user } = person
    const album = await createAlbum(stage.app, user, { name: 'Cats', visibility: 'public' })
    const send = async (fields: Record<string, string>) =>
      uploaded(stage, await newPicture(), { key, fields })
    expect(await visibilityOf(person, (await send({})).key)).toBe('link')
    expect(await visibilityOf(person, (await send({ permission: '0' })).key)).toBe('link')
    expect(await visibilityOf(person, (await send({ permission: '1' })).key)).toBe('public')
    const inAlbum = await send({ album_id: album.id, strategy_id: '7', ssl: 'true' })
    expect((await images(key, `?album_id=${album.id}`)).data.map((image) => image.key)).toEqual([inAlbum.key])
    const tomorrow = new Date(stage.app.now() + 86_400_000).toISOString().slice(0, 19).replace('T', ' ')
    const { links } = await send({ expired_at: tomorrow })
    expect((await fetch(links.url)).headers.get('cache-control')).toMatch(/max-age=86[34]\d\d/)
  })

  test('the same bytes again are a success with the file that is there, unless they are wished elsewhere', async () => {
    const { key, user } = await stage.person()
    const album = await createAlbum(stage.app, user, { name: 'Dogs' })
    const picture = await newPicture()
    const first = await uploaded(stage, picture, { key })
    expect(await uploaded(stage, picture, { key, filename: 'other.png' })).toEqual(first)
    const second = await uploaded(stage, picture, { key, fields: { album_id: album.id } })
    expect(second.key).not.toBe(first.key)
    const third = await uploaded(stage, picture, { key, fields: { album_id: album.id } })
    expect(third.key).toBe(second.key)
  })

  test('profile and strategies', async () => {
    const { key, user, name } = await stage.person()
    const album = await createAlbum(stage.app, user, { name: 'One' })
    const image = await uploaded(stage, await newPicture(), { key, fields: { album_id: album.id } })
    const { body } = await call<Record<string, unknown>>(stage, 'profile', { key })
    expect(shapeOf(body)).toEqual(shapeOf(golden.profile))
    expect(body.data).toMatchObject({
      username: name,
      email: `${name}@example.com`,
      image_num: 1,
      album_num: 1,
    })
    expect(body.data.size).toBeGreaterThanOrEqual(image.size)
    expect(body.data.capacity).toBeGreaterThan(1000)
    const { body: strategies } = await call<unknown>(stage, 'strategies/', { key })
    expect(strategies).toEqual({
      status: true,
      message: 'success',
      data: { strategies: [{ id: 1, name: 'Tintype' }] },
    })
  })

  test('images are told in pages of 40, in four orders, by permission, album and words', async () => {
    const { key } = await stage.person()
    const other = await stage.person()
    const sent = []
    for (let n = 0; n < 41; n++) {
      const fields = { permission: n === 0 ? '1' : '0' }
      sent.push(await uploaded(stage, await newPicture(), { key, filename: `holiday ${n} x.png`, fields }))
    }
    await uploaded(stage, await newPicture(), { key: other.key })
    const keys = sent.map((image) => image.key)
    const first = await images(key)
    expect(first).toMatchObject({ current_page: 1, last_page: 2, total: 41, from: 1, to: 40, per_page: 40 })
    expect(first.data.map((image) => image.key)).toEqual(keys.toReversed().slice(0, 40))
    expect(first.next_page_url).toBe(`${stage.url}/api/v1/images?page=2`)
    const second = await images(key, '?order=earliest&page=2')
    expect(second.data.map((image) => image.key)).toEqual(keys.slice(40))
    expect(second).toMatchObject({ from: 41, to: 41, next_page_url: null })
    expect(second.prev_page_url).toBe(`${stage.url}/api/v1/images?order=earliest&page=1`)
    const sizes = (await images(key, '?order=utmost')).data.map((image) => image.size)
    expect(sizes).toEqual(sizes.toSorted((one, two) => two - one))
    expect((await images(key, '?order=least')).data[0]?.size).toBe(Math.min(...sent.map(({ size }) => size)))
    const listed = await images(key, '?permission=public')
    expect(shapeOf({ status: true, message: '', data: listed })).toEqual(shapeOf(golden.images))
    expect(listed.data.map((image) => image.key)).toEqual(keys.slice(0, 1))
    expect((await images(key, '?permission=private')).total).toBe(40)
    expect((await images(key, '?q=holiday+7')).data.map((image) => image.origin_name)).toContain(
      'holiday 7 x.png',
    )
    expect((await images(key, '?page=9')).data).toEqual([])
    expect((await images(other.key)).total).toBe(1)
  })

  test('an image is deleted by its owner only', async () => {
    const { key } = await stage.person()
    const other = await stage.person()
    const image = await uploaded(stage, await newPicture(), { key })
    const remove = (by: string) =>
      call(stage, `images/${image.key}`, { method: 'DELETE', key: by }).then(({ status, body }) => [
        status,
        body.status,
        body.message,
      ])
    expect(await remove(other.key)).toEqual([403, false, '没有权限'])
    expect((await fetch(image.links.url)).status).toBe(200)
    expect(await remove(key)).toEqual([200, true, '删除成功'])
    expect((await fetch(image.links.url)).status).toBe(404)
    expect(await remove(key)).toEqual([200, false, '内容已被删除'])
  })

  test('albums are told with how much lies in them, and dissolved by their owner', async () => {
    const { key, user } = await stage.person()
    const other = await stage.person()
    const { app } = stage
    const cats = await createAlbum(app, user, { name: 'Cats', description: 'All of them' })
    const dogs = await createAlbum(app, user, { name: 'Dogs', parentId: cats.id })
    const image = await uploaded(stage, await newPicture(), { key, fields: { album_id: dogs.id } })
    const list = async (query = '') => (await call<Albums>(stage, `albums${query}`, { key })).body.data
    expect(await list()).toMatchObject({
      data: [
        { id: dogs.id, name: 'Dogs', intro: '', image_num: 1 },
        { id: cats.id, name: 'Cats', intro: 'All of them', image_num: 0 },
      ],
      total: 2,
    })
    expect((await list('?order=earliest')).data.map(({ name }) => name)).toEqual(['Cats', 'Dogs'])
    expect((await list('?q=cat')).data.map(({ name }) => name)).toEqual(['Cats'])
    const remove = async (by: string) =>
      (await call(stage, `albums/${dogs.id}`, { method: 'DELETE', key: by })).body.status
    expect(await remove(other.key)).toBe(false)
    expect(await remove(key)).toBe(true)
    expect((await list()).data.map(({ name }) => name)).toEqual(['Cats'])
    expect((await images(key)).data.map((each) => each.key)).toEqual([image.key])
    await changeAlbum(app, cats, { visibility: 'public' })
    const theirs = await call<Images>(stage, `images?album_id=${cats.id}`, { key: other.key })
    expect(theirs.body.data.data).toEqual([])
  })
})
