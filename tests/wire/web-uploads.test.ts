import { describe, expect, test } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { samplePhoto, sampleVideo } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { cookiesOf } from './native-client.ts'
import { expectNothingLeft, newPicture, stageForAll } from './smms-client.ts'
import { browser, hostile, metaOf, sendForm, tool, visit } from './web-visitor.ts'

describe.each(databases)('the upload form, on %s', (database) => {
  const stage = stageForAll(database)

  test('sends its sender to the viewer, which shows the deletion link to this browser alone', async () => {
    const sent = await sendForm(stage, { bytes: await newPicture() })
    expect([sent.status, sent.text]).toEqual([303, ''])
    const path = sent.headers.get('location') ?? ''
    expect(path).toMatch(/^\/image\/a-gate\.\w{11}$/)
    const set = sent.headers.getSetCookie().find((each) => each.startsWith('tintype_guest=')) ?? ''
    const [cookie = '', ...attributes] = set.split('; ')
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax']))
    const own = await visit(stage, path, { headers: { ...browser, cookie: `a=b; ${cookie}` } })
    const [link = ''] = /http:\/\/[^"\\]+\/delete\/\w{26}/.exec(own.text) ?? []
    expect(link).not.toBe('')
    expect(own.text).toContain('You uploaded this.')
    expect(own.headers.get('cache-control')).toBe('private, no-store')
    for (const other of [
      'tintype_guest=',
      'tintype_guest',
      `x${cookie}`,
      `${cookie}x`,
      cookie.replace(/.$/, ''),
    ]) {
      const page = await visit(stage, path, { headers: { ...browser, cookie: other } })
      expect([page.status, page.text.includes('/delete/')]).toEqual([200, false])
    }
    expect((await fetch(link, { method: 'POST' })).status).toBe(200)
    expect((await visit(stage, path)).status).toBe(410)
  })

  test('takes photos and films; what comes is by link, and not in the history of the address', async () => {
    const photo = await sendForm(stage, { bytes: await samplePhoto(), filename: 'C:\\x\\pho to.jpg' })
    const page = await visit(stage, photo.headers.get('location') ?? '')
    expect(page.text).toMatch(
      /<img src="[^"]+\.md\.jpg"[^>]* srcset="[^"]+\.md\.jpg 500w, [^"]+\.jpg 800w" sizes="[^"]+" width="800" height="600"/,
    )
    expect(metaOf(page.text)).toMatchObject({ robots: 'noindex' })
    const film = await sendForm(stage, { bytes: await sampleVideo('mp4'), filename: 'A film.mp4' })
    const watched = await visit(stage, film.headers.get('location') ?? '')
    expect(watched.text).toMatch(/<video src="[^"]+\.mp4" poster="[^"]+\.fr\.jpeg" width="320" height="240"/)
    const history = await fetch(`${stage.url}/api/v2/history`)
    expect(await history.json()).toMatchObject({ data: [] })
  })

  test('a hostile file name stays text', async () => {
    const sent = await sendForm(stage, {
      bytes: await newPicture(),
      filename: `${hostile.replace('"', '')}.png`,
    })
    const page = await visit(stage, sent.headers.get('location') ?? '')
    expect(page.status).toBe(200)
    expect(page.text).toContain('&lt;img src=x onerror=alert(1)>&amp;')
    expect(page.text).not.toContain('<img src=x')
  })

  test('refuses in words, with a status and what to do', async () => {
    const text = await sendForm(stage, { bytes: Buffer.from('just some words'), filename: 'a.txt' })
    expect([text.status, text.text]).toEqual([415, expect.stringContaining('This format is not supported')])
    const damaged = await sendForm(stage, { bytes: Buffer.from('just some words'), filename: 'a.JPG' })
    expect([damaged.status, damaged.text]).toEqual([
      422,
      expect.stringContaining('The file is damaged and cannot be read'),
    ])
    const other = await sendForm(stage, { bytes: Buffer.from('PK\x03\x04\x14\0'), filename: 'a.png' })
    expect([other.status, other.text]).toEqual([415, expect.stringContaining('This format is not supported')])
    const cut = await sendForm(stage, { bytes: (await newPicture()).subarray(0, 60) })
    expect(cut.status).toBe(422)
    const empty = await sendForm(stage, { bytes: Buffer.alloc(0) })
    expect(empty.status).toBe(400)
    const none = await visit(stage, '/upload', { method: 'POST', body: new FormData() })
    expect([none.status, none.text]).toEqual([400, expect.stringContaining('No file was chosen')])
    const headers = { ...browser, 'content-type': 'multipart/form-data; boundary=b' }
    const malformed = await visit(stage, '/upload', { method: 'POST', headers, body: '--b\r\nnonsense' })
    expect([malformed.status, malformed.text]).toEqual([
      400,
      expect.stringContaining('Something in this request is not right'),
    ])
    const chinese = await sendForm(stage, {
      bytes: Buffer.from('words'),
      headers: { 'accept-language': 'zh-CN,zh;q=0.9' },
    })
    expect(chinese.text).toContain('文件已损坏，无法读取')
    expect(chinese.text).toContain('<html lang="zh-CN">')
    for (const { headers: answered } of [text, cut, none]) {
      expect(answered.get('cache-control')).toBe('private, no-store')
      expect(answered.get('content-type')).toBe('text/html; charset=utf-8')
    }
  })

  test('the same file again is a link to the first', async () => {
    await using own = await openStage({ database })
    await changeGroup(own.app, 'guests', { field: 'allow-duplicates', value: 'no' })
    const bytes = await newPicture()
    const first = await sendForm(own, { bytes })
    const again = await sendForm(own, { bytes, headers: { cookie: cookiesOf(first) } })
    expect(again.status).toBe(409)
    const id = first.headers.get('location')?.split('.').at(-1)
    expect(again.text).toContain(`href="./image/${id}"`)
    // Another browser at that address is shown nothing of it.
    expect((await sendForm(own, { bytes })).status).toBe(303)
    await expectNothingLeft(own)
  })

  test('a form on another site sends nothing here', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]) {
      const sent = await sendForm(stage, {
        bytes: await newPicture(),
        headers: headers as Record<string, string>,
      })
      expect([headers, sent.status]).toEqual([headers, 403])
    }
    const own = await sendForm(stage, { bytes: await newPicture(), headers: { origin: stage.url } })
    expect(own.status).toBe(303)
    const curl = await sendForm(stage, { bytes: await newPicture(), headers: tool })
    expect(curl.status).toBe(303)
  })

  test('keeps the limits of guests: size, kinds, number, and whether they may at all', async () => {
    await using own = await openStage({ database })
    const set = (field: string, value: string) => changeGroup(own.app, 'guests', { field, value })
    const { key } = await own.person()
    await set('max-file-bytes', '2000')
    const large = await sendForm(own, { bytes: Buffer.alloc(3000) })
    expect([large.status, large.text]).toEqual([413, expect.stringContaining('At most 2 kB are allowed.')])
    await set('max-file-bytes', '2000000')
    await set('kinds', 'jpeg')
    expect((await sendForm(own, { bytes: await newPicture() })).status).toBe(415)
    await set('kinds', 'all')
    await writeSetting(own.app, 'guest-doors', 'smms')
    expect((await sendForm(own, { bytes: await newPicture() })).status).toBe(403)
    expect(
      (await sendForm(own, { bytes: await newPicture(), headers: { 'x-api-key': 'wrong' } })).status,
    ).toBe(401)
    expect((await sendForm(own, { bytes: await newPicture(), headers: { 'x-api-key': key } })).status).toBe(
      303,
    )
    await writeSetting(own.app, 'guest-doors', 'web')
    await set('uploads-per-minute', '0')
    const flood = await sendForm(own, { bytes: await newPicture() })
    expect([flood.status, flood.text]).toEqual([
      429,
      expect.stringMatching(/Try again in \d+ (second|minute)s?/),
    ])
    expect(Number(flood.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectNothingLeft(own)
  })
})

test('behind https and a path of its own, the cookie is for there', async () => {
  await using stage = await openStage({ environment: { BASE_URL: 'https://tintype.example/pictures' } })
  const sent = await sendForm(stage, { bytes: await newPicture() })
  const path = sent.headers.get('location')
  expect(path).toMatch(/^\/pictures\/image\/a-gate\./)
  expect(sent.headers.get('set-cookie')).toMatch(/^tintype_guest=.*; Path=\/pictures\/;.*; Secure$/)
})
