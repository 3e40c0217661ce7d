import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { samplePhoto } from '../pictures.ts'
import { databases } from '../stage.ts'
import {
  type Body,
  call,
  type Image,
  newPicture,
  shapeOf,
  stageForAll,
  upload,
  uploaded,
} from './smms-client.ts'
import { asXmlReads, readXml } from './smms-xml.ts'

/** The examples of SM.MS's own documents. */
function golden(name: string): Body<Image> {
  return JSON.parse(readFileSync(join(import.meta.dirname, `golden/smms-${name}.json`), 'utf8'))
}

const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/

/** The keys in the documents' order, their types, and what is said in words. */
function expectLike(answer: Body<unknown>, example: Body<unknown>): void {
  expect(shapeOf(answer)).toEqual(shapeOf(example))
  expect(Object.keys(answer)).toEqual(Object.keys(example))
  expect(answer).toMatchObject({ success: example.success, code: example.code, message: example.message })
  expect(answer.RequestId).toMatch(uuid)
}

describe.each(databases)('SM.MS calls as documented, on %s', (database) => {
  const stage = stageForAll(database)

  test('POST /token', async () => {
    const { name, password } = await stage.person()
    const body = new URLSearchParams({ username: name, password })
    const answer = await call<{ token: string }>(stage, 'token', { method: 'POST', body })
    expect(answer.status).toBe(200)
    expectLike(answer.body, golden('token'))
    expect(answer.body.data.token).toMatch(/^tint[A-Za-z0-9]{28}$/)
  })

  test('POST /profile', async () => {
    await changeGroup(stage.app, 'members', { field: 'quota-bytes', value: '53687091200' })
    const { key, user } = await stage.person()
    const answer = await call<Record<string, unknown>>(stage, 'profile', {
      method: 'POST',
      headers: { Authorization: key },
    })
    expect(answer.status).toBe(200)
    expectLike(answer.body, golden('profile'))
    expect(Object.keys(answer.body.data)).toEqual(Object.keys(golden('profile').data))
    expect(answer.body.data).toEqual({
      username: user.name,
      email: user.email,
      role: 'Members',
      group_expire: '0000-00-00',
      email_verified: 0,
      disk_usage: '0 B',
      disk_limit: '50.00 GB',
      disk_usage_raw: 0,
      disk_limit_raw: 53_687_091_200,
    })
  })

  test('POST /upload', async () => {
    const { key } = await stage.person()
    const photo = await samplePhoto()
    const before = Date.now()
    const answer = await upload(stage, photo, { key, filename: 'luo.jpg' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expectLike(answer.body, golden('upload'))
    const { data } = answer.body
    expect(Object.keys(data)).toEqual(Object.keys(golden('upload').data))
    expect(data).toMatchObject({
      file_id: 0,
      width: 800,
      height: 600,
      filename: 'luo.jpg',
      size: photo.length,
    })
    expect(data.storename).toMatch(/^[A-Za-z0-9]{15}\.jpg$/)
    const folders = [before, Date.now()].map((time) =>
      new Date(time).toISOString().slice(0, 10).replaceAll('-', '/'),
    )
    expect(folders.map((folder) => `/${folder}/${data.storename}`)).toContain(data.path)
    expect(data.hash).toMatch(/^[A-Za-z0-9]{26}$/)
    expect(data.url).toBe(`${stage.url}/images${data.path}`)
    expect(data.delete).toBe(`${stage.url}/delete/${data.hash}`)
    expect(data.page).toBe(`${stage.url}/image/${data.storename.slice(0, 15)}`)
    const file = await fetch(data.url)
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
  })

  test('GET /upload_history', async () => {
    const { key } = await stage.person()
    const image = await uploaded(stage, await newPicture(), { key })
    const answer = await call<Image[]>(stage, 'upload_history', { headers: { Authorization: key } })
    const { CurrentPage, TotalPages, Count, PerPage, ...documented } = answer.body
    expectLike(documented, golden('upload-history'))
    expect({ CurrentPage, TotalPages, Count, PerPage }).toEqual({
      CurrentPage: 1,
      TotalPages: 1,
      Count: 1,
      PerPage: 100,
    })
    const { created_at, ...listed } = answer.body.data[0] ?? {}
    expect(listed).toEqual(image)
    expect(Math.abs(Number(created_at) - Date.now() / 1000)).toBeLessThan(60)
    expect(Number.isInteger(created_at)).toBe(true)
  })

  test('GET /history, GET /clear', async () => {
    const first = await uploaded(stage, await newPicture())
    const second = await uploaded(stage, await newPicture())
    const list = await call<Image[]>(stage, 'history')
    expect(list.body).toMatchObject({ success: true, code: 'success', message: 'Get list success.' })
    expect(list.body.RequestId).toMatch(uuid)
    expect(list.body.data).toEqual([second, first])
    const cleared = await call<Image[]>(stage, 'clear')
    expectLike(cleared.body, golden('clear'))
    expect((await call<Image[]>(stage, 'history')).body.data).toEqual([])
    expect((await fetch(first.url)).status).toBe(200)
  })

  test('GET /delete/:hash', async () => {
    const image = await uploaded(stage, await newPicture())
    const answer = await call(stage, `delete/${image.hash}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      success: true,
      code: 'success',
      message: 'File delete success.',
      RequestId: answer.body.RequestId,
    })
    expect(answer.body.RequestId).toMatch(uuid)
    expect((await fetch(image.url)).status).toBe(404)
  })

  test('each answer has its own RequestId', async () => {
    const ids = await Promise.all(
      ['history', 'history', 'nothing'].map(async (path) => (await call(stage, path)).body.RequestId),
    )
    expect(new Set(ids).size).toBe(3)
  })

  describe('as XML', () => {
    test('the same tree, by query or by form field, before or after the file', async () => {
      const { key } = await stage.person()
      const image = await uploaded(stage, await newPicture(), { key })
      const list = await call(stage, 'upload_history?format=xml', { headers: { Authorization: key } })
      expect(list.headers.get('content-type')).toMatch(/^application\/xml/)
      expect(list.headers.get('cache-control')).toBe('no-store')
      const { RequestId, ...tree } = readXml(list.text) as Record<string, unknown>
      expect(RequestId).toMatch(uuid)
      const json = await call<Image[]>(stage, 'upload_history', { headers: { Authorization: key } })
      const { RequestId: _other, ...expected } = json.body
      expect(tree).toEqual(asXmlReads(expected))
      expect((tree.data as Image[])[0]).toMatchObject({ hash: image.hash, url: image.url })
      const after = await upload(stage, await newPicture(), { key, fields: { ssl: 'true', format: 'xml' } })
      expect(shapeOf(readXml(after.text))).toEqual(shapeOf(asXmlReads(golden('upload'))))
    })

    test.each([
      ['GET', 'history?format=xml', 'Get list success.'],
      ['GET', 'clear?format=XML', 'Clear list success.'],
      ['GET', 'delete/unknown?format=xml', 'File not found.'],
      ['POST', 'delete/unknown?format=xml', 'File not found.'],
      ['POST', 'token?format=xml', 'Get API token failed, wrong username or password.'],
      ['POST', 'profile?format=xml', 'Get user profile failed, invalid Authorization.'],
      ['POST', 'upload?format=xml', 'No files were uploaded.'],
      ['GET', 'nothing?format=xml', 'There is no such call.'],
    ])('%s %s', async (method, path, message) => {
      const answer = await call(stage, path, { method })
      expect(answer.headers.get('content-type')).toMatch(/^application\/xml/)
      expect(readXml(answer.text)).toMatchObject({ message, RequestId: expect.stringMatching(uuid) })
    })

    test('a refusal that comes before the form has ended is XML when its fields said so by then', async () => {
      const body = new FormData()
      body.append('format', 'xml')
      body.append('smfile', new Blob(['x']), 'a.png')
      const answer = await call(stage, 'upload', {
        method: 'POST',
        body,
        headers: { Authorization: 'wrong' },
      })
      expect(readXml(answer.text)).toMatchObject({ success: 'false', code: 'unauthorized' })
    })

    test('a file name that means something in XML', async () => {
      const filename = `a<b>&amp;]]>'é😀.png`
      const answer = await upload(stage, await newPicture(), { filename, path: 'upload?format=xml' })
      expect(readXml(answer.text)).toMatchObject({ data: { filename } })
    })

    test('json and words that are none are JSON', async () => {
      for (const format of ['json', '', 'yaml']) {
        expect((await call(stage, `history?format=${format}`)).body.success).toBe(true)
      }
    })
  })
})
