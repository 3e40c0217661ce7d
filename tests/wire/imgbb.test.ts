import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { samplePhoto } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { newPicture, shapeOf, stageForAll } from './smms-client.ts'

type File = { filename: string; name: string; mime: string; extension: string; url: string }
type Data = {
  id: string
  title: string
  url_viewer: string
  url: string
  display_url: string
  width: number
  height: number
  size: number
  time: number
  expiration: number
  image: File
  thumb: File
  medium?: File
  delete_url: string
}
type Body = {
  data: Data
  success: boolean
  status: number
  status_code?: number
  error?: { message: string; code: number }
  status_txt?: string
}

/** The example of ImgBB's own documents, with numbers where its servers send numbers. */
const golden: Body = JSON.parse(readFileSync(join(import.meta.dirname, 'golden/imgbb-upload.json'), 'utf8'))

const refusal = (message: string, code: number, status = 400, text = 'Bad Request') => ({
  status_code: status,
  error: { message, code },
  status_txt: text,
})

async function ask(url: string, init: RequestInit = {}): Promise<{ status: number; body: Body }> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  return { status: response.status, body: (await response.json()) as Body }
}

function formOf(fields: Record<string, string | Buffer>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([new Uint8Array(value)]), 'my photo.png')
  }
  return form
}

describe.each(databases)("ImgBB's API v1, on %s", (database) => {
  const stage = stageForAll(database)
  const at = (query = '') => `${stage.url}/1/upload${query}`
  const post = (fields: Record<string, string | Buffer>, query = '') =>
    ask(at(query), { method: 'POST', body: formOf(fields) })

  test('a file is answered as documented, and its deletion address deletes it', async () => {
    const { key } = await stage.person()
    const photo = await samplePhoto()
    const { status, body } = await post({ image: photo }, `?key=${key}`)
    expect(status).toBe(200)
    expect(shapeOf(body)).toEqual(shapeOf(golden))
    expect(Object.keys(body.data)).toEqual(Object.keys(golden.data))
    const { data } = body
    expect(data).toMatchObject({ title: 'my photo', width: 800, height: 600, expiration: 0 })
    expect(data.image).toMatchObject({ filename: 'my-photo.jpg', mime: 'image/jpeg', url: data.url })
    expect(data.display_url).toBe(data.medium?.url)
    expect(Math.abs(data.time - Date.now() / 1000)).toBeLessThan(60)
    for (const url of [data.thumb.url, data.display_url, data.url_viewer]) {
      expect((await fetch(url)).status).toBe(200)
    }
    const file = await fetch(data.url)
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
    await fetch(data.delete_url, { headers: { accept: '*/*' } })
    expect((await fetch(data.url)).status).toBe(404)
  })

  test('a small picture has no medium, and is shown by itself', async () => {
    const { key } = await stage.person()
    const { data } = (await post({ key, image: await newPicture() })).body
    expect(data.medium).toBeUndefined()
    expect(data.display_url).toBe(data.url)
    expect(data.image.url).toBe(data.url)
  })

  test('the key stands in the query, before or after the file, or in a header', async () => {
    const { key } = await stage.person()
    expect((await post({ image: await newPicture() }, `?key=${key}`)).status).toBe(200)
    expect((await post({ key, image: await newPicture() })).status).toBe(200)
    expect((await post({ image: await newPicture(), key })).status).toBe(200)
    const body = formOf({ image: await newPicture() })
    const headers = { authorization: `Bearer ${key}` }
    expect((await ask(`${at()}/`, { method: 'POST', body, headers })).status).toBe(200)
  })

  test('base64, urlencoded, in a form, as data URI and by GET', async () => {
    const { key } = await stage.person()
    const encode = async () => (await newPicture()).toString('base64')
    const urlencoded = new URLSearchParams({ image: await encode(), name: 'from base64' })
    const first = await ask(at(`?key=${key}`), { method: 'POST', body: urlencoded })
    expect(first.body.data).toMatchObject({ title: 'from base64', image: { name: 'from-base64' } })
    expect((await post({ key, image: await encode() })).status).toBe(200)
    expect((await post({ key, image: `data:image/png;base64,${await encode()}` })).status).toBe(200)
    const query = new URLSearchParams({ key, image: await encode() })
    expect((await ask(at(`?${query}`))).body).toMatchObject({ success: true, status: 200 })
    expect((await ask(at(`?key=${key}`), { method: 'POST', body: 'image=no+base64!' })).status).toBe(400)
  })

  test('a picture from an address', async () => {
    const picture = await newPicture()
    const site = createServer((_request, response) => response.end(picture))
    await once(site.listen(0, '127.0.0.1'), 'listening')
    const { port } = site.address() as AddressInfo
    const environment = { URL_ALLOW: `127.0.0.1:${port}` }
    await using own = await openStage({ database, environment })
    const { key } = await own.person()
    const fetched = (image: string) =>
      ask(`${own.url}/1/upload?key=${key}`, { method: 'POST', body: new URLSearchParams({ image }) })
    const { body } = await fetched(`http://127.0.0.1:${port}/far.png`)
    site.close()
    expect(body.data).toMatchObject({ title: 'far', size: picture.length })
    expect((await fetched('http://127.0.0.1:9/x.png')).body.error).toEqual({
      message: 'Unsupported non-public IP address for upload.',
      code: 400,
    })
  })

  test('name is the title and the name of the file', async () => {
    const { key } = await stage.person()
    const { data } = (await post({ key, name: 'Tea at five', image: await newPicture() })).body
    expect(data.title).toBe('Tea at five')
    expect(data.image).toMatchObject({ filename: 'Tea-at-five.png', name: 'Tea-at-five', extension: 'png' })
  })

  test.each([
    ['600', 600],
    ['1', 60],
    ['99999999', 15_552_000],
    ['0', 0],
    ['', 0],
  ])('expiration %s is %i seconds', async (expiration, seconds) => {
    const { key } = await stage.person()
    const { data } = (await post({ image: await newPicture() }, `?key=${key}&expiration=${expiration}`)).body
    expect(data.expiration).toBe(seconds)
    if (seconds !== 600) return
    stage.clock.offset += 601_000
    expect((await fetch(data.url)).status).toBe(404)
    stage.clock.offset = 0
  })

  test('refusals', async () => {
    const { key } = await stage.person()
    const picture = await newPicture()
    const invalidKey = refusal('Invalid API v1 key.', 100)
    expect((await post({ image: picture })).body).toEqual(invalidKey)
    expect((await post({ image: picture }, '?key=wrong')).body).toEqual(invalidKey)
    expect((await post({ image: picture, key: 'wrong' })).body).toEqual(invalidKey)
    const empty = refusal('Empty upload source.', 130)
    expect((await post({ key })).body).toEqual(empty)
    expect((await post({ key, image: '' })).body).toEqual(empty)
    expect((await post({ key, image: '!!!' })).body).toEqual(refusal('Invalid base64 string.', 120))
    const noPicture = refusal("Can't get target upload source info", 310)
    expect((await post({ key, image: Buffer.from('no picture') })).body).toEqual(noPicture)
    const late = await post({ key, image: picture, expiration: 'soon' })
    expect(late.body).toEqual(refusal('Invalid expiration.', 100))
    const { status, body } = await ask(`${stage.url}/1/nothing`)
    expect(status).toBe(404)
    expect(body).toEqual(refusal('Invalid API action', 120, 404, 'Not Found'))
    expect((await ask(at(), { method: 'DELETE' })).status).toBe(404)
    const cut = await ask(at(`?key=${key}`), {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\nabc',
    })
    expect(cut.body).toMatchObject({ status_code: 400, error: { code: 100 } })
    expect((await fetch(at(`?key=${key}`), { method: 'HEAD' })).status).toBe(404)
  })

  test('too large, too often, twice', async () => {
    const { key } = await stage.person()
    const group = (field: string, value: string) => changeGroup(stage.app, 'members', { field, value })
    await group('max-file-bytes', '1000000')
    const large = await post({ key, image: Buffer.alloc(1_100_000, 1) })
    await group('max-file-bytes', '100000000')
    expect(large.body).toEqual(refusal('File too big - max 1 MB', 313))
    const picture = await newPicture()
    await post({ key, image: picture })
    expect((await post({ key, image: picture })).body).toEqual(refusal('Duplicated upload', 101))
    await group('uploads-per-minute', '1')
    const often = await post({ key, image: await newPicture() })
    await group('uploads-per-minute', '120')
    expect(often.body).toEqual(refusal('Rate limit reached.', 100))
  })

  test('guests upload when the operator opens this door', async () => {
    await writeSetting(stage.app, 'guest-doors', 'imgbb')
    const guest = await post({ image: await newPicture() })
    await writeSetting(stage.app, 'guest-doors', 'smms,web')
    expect(guest.body).toMatchObject({ success: true, data: { expiration: 2_592_000 } })
  })
})
