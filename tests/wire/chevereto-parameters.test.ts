import { beforeAll, describe, expect, it } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { albumRow } from '../album-row.ts'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { sampleGif, samplePhoto, sampleVideo } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { ask, formOf, imageOf, post, refusalOf, send } from './chevereto-client.ts'
import { recordedFile } from './recorded-files.ts'

const minute = 60_000
const day = 86_400_000

describe.each(databases)('parameters of the Chevereto API, on %s', (database) => {
  const stage = fixture(() => openStage({ database, environment: { TZ: 'America/Argentina/Buenos_Aires' } }))
  const person = fixture(() => stage.person())
  let count = 0
  beforeAll(async () => {
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '10000' })
  })

  const sendWith = (fields: Record<string, string>, bytes = distinctPng(++count, 'parameters')) =>
    send(stage, { bytes, filename: 'my-own_picture.png', fields }, person)
  const upload = async (fields: Record<string, string>, bytes?: Buffer) => {
    const image = imageOf(await sendWith(fields, bytes))
    expect(await stage.leftBehind()).toEqual([])
    return image
  }
  const refused = async (fields: Record<string, string>) => {
    const refusal = refusalOf(await sendWith(fields))
    expect(await stage.leftBehind()).toEqual([])
    return refusal
  }

  it.each([
    ['is the file name without extension when absent', {}, 'my own picture'],
    ['is taken', { title: 'A walk' }, 'A walk'],
    ['is also called name', { name: 'Named' }, 'Named'],
    ['wins over name', { title: 'Titled', name: 'Named' }, 'Titled'],
    ['is cut at 100 characters, never in the middle of one', { title: '😀'.repeat(120) }, '😀'.repeat(100)],
    ['loses control characters and line ends', { title: ' a\u0000b\r\n c\u001b ' }, 'ab c'],
    ['is empty like absent', { title: '  ' }, 'my own picture'],
  ])('title %s', async (_case, fields, title) => {
    expect((await upload(fields)).title).toBe(title)
  })

  it('title is shown as text and as HTML', async () => {
    const image = await upload({ title: `<b>"it's"</b> & more than 28 characters` })
    expect(image.title_truncated).toBe(`<b>"it's"</b> & more than...`)
    expect(image.title_truncated_html).toBe('&lt;b&gt;&quot;it&#039;s&quot;&lt;/b&gt; &amp; more than...')
    expect(image.display_title).toBe(image.title)
  })

  it('title and description come from the camera when absent', async () => {
    const image = await upload({}, await recordedFile('photo-exif.jpg'))
    expect([image.title, image.description]).toEqual(['IPTC title', 'Exif description here'])
    const own = await upload({ title: 'Mine', description: 'My\nwords' }, await samplePhoto({ exif: true }))
    expect([own.title, own.description]).toEqual(['Mine', 'My\nwords'])
  })

  it('tags are a comma list, tidied, each with its address', async () => {
    const long = 'x'.repeat(40)
    const image = await upload({ tags: `Cat, dog,  Blue   Sky ,cat,dog,,a/b,#1,日本,<b>, ${long}` })
    const names = ['Cat', 'dog', 'Blue Sky', 'cat', '日本', '<b>', 'x'.repeat(32)]
    expect(image.tags.map((tag) => tag.name)).toEqual(names)
    expect(image.tags_string).toBe(names.join(', '))
    expect(image.tags[5]).toEqual({
      name: '<b>',
      name_safe_html: '&lt;b&gt;',
      url_key: '%3Cb%3E',
      url: '/tag/%3Cb%3E',
    })
  })

  it('more than 100 tags are refused', async () => {
    const tags = Array.from({ length: 101 }, (_, index) => `tag ${index}`).join()
    expect(await refused({ tags })).toEqual([400, 'At most 100 tags are taken', 400])
  })

  it("album_id is an album of the key's user, and no other", async () => {
    const stranger = await stage.person()
    const album = (id: string, user_id: string) =>
      stage.app.db.insertInto('albums').values(albumRow(id, user_id)).execute()
    await album('mine', person.user.id)
    await album('theirs', stranger.user.id)
    const image = await upload({ album_id: 'mine' })
    const row = stage.app.db.selectFrom('media').select('album_id').where('id', '=', image.id_encoded)
    expect(await row.executeTakeFirst()).toEqual({ album_id: 'mine' })
    for (const album_id of ['theirs', 'none', '!!', '<script>', 'no\0ne']) {
      expect(await refused({ album_id })).toEqual([400, 'Invalid album_id', 100])
    }
    expect((await upload({ album_id: '' })).category_id).toBe(null)
  })

  it('category_id is one that there is', async () => {
    await stage.app.db.insertInto('categories').values({ id: 7, name: 'Cats', url_key: 'cats' }).execute()
    expect((await upload({ category_id: '7' })).category_id).toBe(7)
    expect((await upload({ category_id: '' })).category_id).toBe(null)
    for (const category_id of ['8', 'abc', '-1', '7.5', '99999999999999999999', "7'; --"]) {
      expect(await refused({ category_id })).toEqual([400, 'Invalid category_id', 100])
    }
  })

  it('width resizes what stands still and keeps the ratio', async () => {
    const photo = await samplePhoto({ width: 800, height: 600 })
    const image = await upload({ width: '100' }, photo)
    expect([image.width, image.height, image.ratio]).toEqual([100, 75, 100 / 75])
    expect(image.source_md5).toMatch(/^[0-9a-f]{32}$/)
    expect(image.md5).not.toBe(image.source_md5)
    expect(image.medium.url).toBe(null)
    const stored = Buffer.from(await (await fetch(image.url)).arrayBuffer())
    expect(stored.length).toBe(image.size)
  })

  it.each([
    ['moves', () => sampleGif({ frames: 3 }), [120, 80]],
    ['is a film', () => sampleVideo('mp4'), [320, 240]],
  ] as const)('width is ignored where the file %s', async (_case, make, size) => {
    for (const width of ['60', '100000']) {
      const answer = await send(
        stage,
        { bytes: await make(), filename: 'x', fields: { width } },
        await stage.person(),
      )
      const image = imageOf(answer)
      expect([[image.width, image.height], image.source_md5]).toEqual([size, null])
    }
  })

  it('width that cannot be is refused, and that is none is ignored', async () => {
    expect(await refused({ width: '1000' })).toEqual([
      400,
      'Target width is greater than the original image width',
      610,
    ])
    expect(await refused({ width: '-5' })).toEqual([400, 'Invalid image geometry', 1])
    for (const width of ['abc', '', '0', 'NaN', 'Infinity']) {
      expect((await upload({ width })).source_md5).toBe(null)
    }
  })

  it.each([
    ['PT30M', 30 * minute],
    ['P3D', 3 * day],
    ['PT300S', 5 * minute],
    ['P1W', 7 * day],
    ['86400', day],
    ['PT1M', 5 * minute],
    ['60', 5 * minute],
    ['P2Y', 365 * day],
    ['P999999999999Y', 365 * day],
    ['99999999999999999999', 365 * day],
  ])('expiration %s', async (expiration, expiry) => {
    const image = await upload({ expiration })
    const [begin = 0, end = 0] = [image.date_gmt, image.expiration_date_gmt ?? ''].map((text) =>
      Date.parse(`${text.replace(' ', 'T')}Z`),
    )
    expect(end - begin).toBe(expiry)
  })

  it('expiration 0 is none, and garbage is refused', async () => {
    expect((await upload({ expiration: '0' })).expiration_date_gmt).toBe(null)
    expect((await upload({ expiration: '' })).expiration_date_gmt).toBe(null)
    for (const expiration of ['bogus', '-1', 'P', 'PT', 'xP3D', 'P3Dx', '1.5', '-P3D']) {
      expect(await refused({ expiration })).toEqual([400, 'Invalid expiration', 100])
    }
  })

  it('what has expired is gone from the second on', async () => {
    await using other = await openStage({ database })
    const { key } = await other.person()
    const file = { bytes: distinctPng(1, 'expiry'), fields: { expiration: 'PT5M' } }
    const image = imageOf(await send(other, file, { key }))
    const status = async (url: string | null) => (await fetch(url ?? '')).status
    other.clock.offset += 5 * minute - 2000
    expect([await status(image.url), await status(image.thumb.url)]).toEqual([200, 200])
    other.clock.offset += 2001
    expect([await status(image.url), await status(image.thumb.url)]).toEqual([404, 404])
  })

  it('nsfw is a flag', async () => {
    expect((await upload({ nsfw: '1' })).nsfw).toBe(1)
    for (const nsfw of ['0', '', 'maybe']) expect((await upload({ nsfw })).nsfw).toBe(0)
  })

  it('format is json when it is none that there is, and may stand anywhere', async () => {
    expect(imageOf(await sendWith({ format: 'xml' })).type).toBe('image')
    const source = { name: 'source', bytes: distinctPng(++count, 'format'), filename: 'x.png' }
    const after = await post(stage, [source, { name: 'format', text: 'TXT' }], person)
    expect(after.text).toMatch(/^http.*\.png$/)
    const body = formOf([{ ...source, bytes: distinctPng(++count, 'format') }])
    const inQuery = await ask(stage, { ...person, path: '/api/1/upload?format=txt', body })
    expect(inQuery.text).toMatch(/^http.*\.png$/)
  })

  it('use_file_date is for admins: the date of the camera becomes that of the file and its folder', async () => {
    const photo = await recordedFile('photo-exif.jpg')
    const file = { bytes: photo, filename: 'old.jpg', fields: { use_file_date: '1' } }
    const admin = await stage.person({ role: 'admin' })
    const image = imageOf(await send(stage, file, admin))
    expect([image.date, image.date_gmt]).toEqual(['2020-02-03 01:05:06', '2020-02-03 04:05:06'])
    expect(image.url).toBe(`${stage.url}/images/2020/02/03/old.jpg`)
    expect(image.how_long_ago).toMatch(/^\d+ years ago$/)
    expect((await fetch(image.url)).status).toBe(200)
    const user = imageOf(await send(stage, file, await stage.person()))
    expect([user.how_long_ago, user.date.startsWith('2020')]).toEqual(['moments ago', false])
  })

  it.each(['0500', '2999'])('use_file_date does not believe a camera that says the year %s', async (year) => {
    const photo = Buffer.from(await recordedFile('photo-exif.jpg'))
    for (let at = photo.indexOf('2020:02'); at !== -1; at = photo.indexOf('2020:02')) photo.write(year, at)
    const file = { bytes: photo, filename: 'odd.jpg', fields: { use_file_date: '1' } }
    const image = imageOf(await send(stage, file, await stage.person({ role: 'admin' })))
    expect(Math.abs(Date.parse(`${image.date_gmt}Z`) - Date.now())).toBeLessThan(60_000)
  })

  it('are read from the query, from JSON, and from urlencoded forms', async () => {
    const base64 = () => distinctPng(++count, 'places').toString('base64')
    const fields = { title: 'T', nsfw: '1', tags: 'a,b' }
    const json = JSON.stringify({ source: base64(), title: 'T', nsfw: true, tags: 'a,b', description: null })
    const answers = [
      await ask(stage, { ...person, headers: { 'content-type': 'application/json' }, body: json }),
      await ask(stage, {
        ...person,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...fields, source: base64() }).toString(),
      }),
      await post(stage, [{ name: 'source', text: base64() }], {
        ...person,
        path: `/api/1/upload/?${new URLSearchParams(fields)}`,
      }),
    ]
    for (const answer of answers) {
      expect(imageOf(answer)).toMatchObject({ title: 'T', nsfw: 1, tags_string: 'a, b', description: null })
    }
  })
})
