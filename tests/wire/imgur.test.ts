import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeSetting } from '../../src/core/settings.ts'
import { samplePhoto } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { call, type Failure, formWith, type Image, type Reply, uploaded } from './imgur-client.ts'
import { newPicture, rawForm, sendRaw, shapeOf, stageForAll, textPart } from './smms-client.ts'

/** The example of Imgur's documents. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden/imgur-upload.json'), 'utf8'))
const urlencoded = 'application/x-www-form-urlencoded'
const raw = (bytes: Buffer) => new Uint8Array(bytes)
const told = ({ status, body }: Reply<Failure>) => [status, body.success, body.status, body.data.error]

describe.each(databases)("Imgur's API, on %s", (database) => {
  const stage = stageForAll(database)
  const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

  test('an upload is answered as documented, and its file is the bytes that were sent', async () => {
    const { key } = await stage.person()
    const photo = await samplePhoto()
    const body = formWith(photo, { title: 'title', type: 'file' })
    const answer = await call<Image>(stage, 'image', { as: `Bearer ${key}`, body })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys(answer.body.data)).toEqual(Object.keys(golden.data))
    expect(shapeOf(answer.body)).toEqual(shapeOf(golden))
    const { data } = answer.body
    expect(data).toMatchObject({ type: 'image/jpeg', width: 800, height: 600, size: photo.length })
    expect(data.name).toBe('my cat.png')
    expect((await bytesAt(data.link)).equals(photo)).toBe(true)
    expect((await call<Image>(stage, `image/${data.id}`, { as: `Bearer ${key}` })).body.data).toEqual(data)
    const other = (await call<Image>(stage, `image/${data.id}`)).body.data
    expect(other).toEqual({ ...data, deletehash: '' })
  })

  test('a file, base64 and a body that is the file itself are taken at each address', async () => {
    const { key } = await stage.person()
    for (const as of [`Bearer ${key}`, `Client-ID ${key}`]) {
      for (const path of ['image', 'upload', 'upload/', 'image.json', 'upload?name=a.png']) {
        const [one, two, three, four] = await Promise.all([1, 2, 3, 4].map(newPicture))
        if (!one || !two || !three || !four) throw new Error('no pictures')
        const ways = [
          [one, { body: formWith(one) }],
          [two, { body: new URLSearchParams({ image: two.toString('base64'), type: 'base64' }) }],
          [three, { body: raw(three), type: urlencoded }],
          [four, { body: JSON.stringify({ image: four.toString('base64') }), type: 'application/json' }],
        ] as const
        for (const [bytes, asked] of ways) {
          const { link } = await uploaded(stage, { as, ...asked }, path)
          expect((await bytesAt(link)).equals(bytes)).toBe(true)
        }
      }
    }
  })

  test('Flameshot: a raw body that says it is urlencoded, its words in the query', async () => {
    const { key } = await stage.person()
    const bytes = await newPicture()
    const path = 'image?title=&description=2026-11-22_10-00'
    for (const type of [urlencoded, 'application/application/x-www-form-urlencoded']) {
      const asked = { as: `Client-ID ${key}`, body: raw(bytes), type }
      const image = await uploaded(stage, asked, path)
      expect(image.description).toBe('2026-11-22_10-00')
      expect((await bytesAt(image.link)).equals(bytes)).toBe(true)
    }
  })

  test('ksnip: the same to upload.xml, answered with attributes', async () => {
    const { key } = await stage.person()
    const bytes = await newPicture()
    const asked = { as: `Bearer ${key}`, body: raw(bytes), type: urlencoded }
    const { headers, text } = await call(stage, 'upload.xml?title=A%20%26%20B&description=', asked)
    expect(headers.get('content-type')).toBe('application/xml; charset=utf-8')
    expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<data success="1" status="200"><id>/)
    expect(text).toContain('<title>A &amp; B</title><description></description>')
    const [, link = ''] = /<link>(.+)<\/link>/.exec(text) ?? []
    const [, hash] = /<deletehash>(.+)<\/deletehash>/.exec(text) ?? []
    expect((await bytesAt(link)).equals(bytes)).toBe(true)
    const removed = await call(stage, `image/${hash}.xml`, { method: 'DELETE' })
    expect(removed.text).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<data success="1" status="200">true</data>',
    )
    expect((await fetch(link)).status).toBe(404)
    const refused = await call(stage, 'upload.xml', { ...asked, body: 'nothing' })
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('<data success="0" status="400"><error>No image data')
    expect(refused.text).toContain('<request>/3/upload.xml</request><method>POST</method></data>')
  })

  test('an image is deleted by its hash, by whoever has it, or by id with its owner’s key', async () => {
    const { key } = await stage.person()
    const other = await stage.person()
    const as = `Bearer ${key}`
    const one = await uploaded(stage, { as, body: formWith(await newPicture()) })
    const two = await uploaded(stage, { as, body: formWith(await newPicture()) })
    const remove = (name: string, by?: string) =>
      call(stage, `image/${name}`, { method: 'DELETE', ...(by !== undefined && { as: by }) })
    expect((await remove(one.deletehash, 'Client-ID abc')).body).toEqual({
      data: true,
      success: true,
      status: 200,
    })
    expect((await fetch(one.link)).status).toBe(404)
    expect(told(await remove(one.deletehash))).toEqual([404, false, 404, 'It was deleted before'])
    expect((await remove(two.id)).status).toBe(404)
    expect((await remove(two.id, `Bearer ${other.key}`)).status).toBe(403)
    expect((await fetch(two.link)).status).toBe(200)
    expect((await remove(two.id, as)).body.success).toBe(true)
    expect((await fetch(two.link)).status).toBe(404)
  })

  test('the same bytes again are a success with the file that is there', async () => {
    const as = `Bearer ${(await stage.person()).key}`
    const bytes = await newPicture()
    const first = await uploaded(stage, { as, body: formWith(bytes) })
    const again = await uploaded(stage, { as, body: raw(bytes), type: urlencoded })
    expect(again).toEqual(first)
  })

  test('a Client-ID is a guest, who needs the door open; a wrong key is refused', async () => {
    await using own = await openStage({ database })
    const send = async (as?: string) => call(own, 'image', { as, body: formWith(await newPicture()) })
    const wrong = [403, false, 403, 'The access token provided is invalid.']
    for (const as of ['Client-ID 16d41e28a3ba71e', 'Client-ID ', undefined]) {
      expect(told(await send(as))).toEqual([401, false, 401, 'Authentication required'])
    }
    expect(told(await send('Bearer wrong'))).toEqual(wrong)
    expect(told(await send(`Client-ID tint${'x'.repeat(28)}`))).toEqual(wrong)
    await writeSetting(own.app, 'guest-doors', 'imgur')
    const image = await uploaded(own, { as: 'Client-ID 16d41e28a3ba71e', body: formWith(await newPicture()) })
    expect(image.deletehash).toMatch(/^[A-Za-z0-9]{26}$/)
    expect((await call(own, `image/${image.deletehash}`, { method: 'DELETE' })).body.success).toBe(true)
    expect(await own.leftBehind()).toEqual([])
  })

  test('refusals: no source, no picture, a private address, malformed bodies, unknown addresses', async () => {
    const as = `Bearer ${(await stage.person()).key}`
    const send = async (asked: object, path = 'image') =>
      told(await call(stage, path, { as, method: 'POST', ...asked }))
    const none = [400, false, 400, 'No image data was sent to the upload api']
    expect(await send({})).toEqual(none)
    expect(await send({ body: new URLSearchParams({ title: 'x' }) })).toEqual(none)
    expect(await send({ body: new URLSearchParams({ image: '' }) })).toEqual(none)
    const damaged = [400, false, 400, 'File type invalid or file is damaged']
    expect(await send({ body: formWith(Buffer.from('no picture')) })).toEqual(damaged)
    expect(await send({ body: raw(Buffer.from('\0 no picture')), type: urlencoded })).toEqual(damaged)
    expect(await send({ body: 'image=%%%', type: urlencoded })).toEqual([400, false, 400, expect.any(String)])
    const url = new URLSearchParams({ image: 'http://127.0.0.1/x.png', type: 'url' })
    expect(await send({ body: url })).toEqual([400, false, 400, 'Unable to process the URL'])
    const lost = [404, false, 404, 'Unable to find the album']
    expect(await send({ body: formWith(await newPicture(), { album: 'nothing' }) })).toEqual(lost)
    const form = rawForm([textPart('title', '1')], { whole: false })
    const headers = {
      Authorization: as,
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': form.length,
    }
    const { all } = await sendRaw(stage, { line: 'POST /3/image', headers, body: form })
    expect(all).toMatch(/^HTTP\/1.1 400 /)
    for (const [path, method] of [
      ['nothing', 'GET'],
      ['image', 'GET'],
      ['', 'POST'],
    ] as const) {
      const { body } = await call(stage, path, { as, method })
      expect(body).toEqual({
        data: { error: 'There is no such call', request: `/3/${path}`.replace(/\/$/, ''), method },
        success: false,
        status: 404,
      })
    }
  })
})
