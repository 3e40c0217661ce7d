import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { sampleGif, samplePhoto, samplePng, sampleVideo } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { ask, type Image, imageOf, type Json, post, send } from './chevereto-client.ts'

const example: Required<Json> = JSON.parse(
  readFileSync(new URL('golden/chevereto-document.json', import.meta.url), 'utf8'),
)

/** Keys of an object and of those in it, in their order, each with the type of its value. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  if (Array.isArray(value)) return 'list'
  return Object.entries(value).map(([key, entry]) => [key, shapeOf(entry)])
}

function get(image: Image, file: 'image' | 'thumb' | 'medium'): Promise<Response> {
  return fetch(image[file].url ?? '')
}

describe.each(databases)('answers of the Chevereto API, on %s', (database) => {
  const stage = fixture(() => openStage({ database, environment: { TZ: 'America/Argentina/Buenos_Aires' } }))
  const person = fixture(() => stage.person())

  const upload = async (bytes: Buffer, filename: string, fields: Record<string, string> = {}) => {
    const image = imageOf(await send(stage, { bytes, filename, fields }, person))
    expect(await stage.leftBehind()).toEqual([])
    return image
  }

  it("come out as the documents' full example: keys, their order, and types", async () => {
    const film = await sampleVideo('mp4', { width: 496, height: 360, seconds: 73 })
    const answer = await send(
      stage,
      {
        bytes: film,
        filename: 'Badgers _ animated music video _ MrWeebl.mp4',
        fields: { expiration: 'PT30M' },
      },
      person,
    )
    expect(answer.headers.get('content-type')).toMatch(/^application\/json; charset=utf-8$/i)
    expect(shapeOf(answer.json)).toEqual(shapeOf(example))
    const image = imageOf(answer)
    const same = [
      ...[
        'extension',
        'width',
        'height',
        'title',
        'tags',
        'description',
        'nsfw',
        'storage_mode',
        'source_md5',
      ],
      ...['original_filename', 'original_exifdata', 'views', 'category_id', 'chain', 'medium_size', 'likes'],
      ...['is_animated', 'is_approved', 'is_360', 'duration', 'type', 'tags_string', 'file', 'mime', 'ratio'],
      ...['medium', 'duration_time', 'display_width', 'display_height', 'views_label', 'likes_label'],
      ...['how_long_ago', 'title_truncated', 'title_truncated_html', 'is_use_loader', 'display_title'],
    ] as const satisfies (keyof Image)[]
    for (const key of same) expect([key, image[key]]).toEqual([key, example.image[key]])
    expect(image.path_viewer).toBe(`/clip/Badgers-animated-music-video-MrWeebl.${image.id_encoded}`)
    expect(image.url_viewer).toBe(stage.url + image.path_viewer)
    expect(image.url_short).toBe(`${stage.url}/clip/${image.id_encoded}`)
    expect(image.delete_url).toMatch(new RegExp(`^${image.url_short}/delete/[0-9a-f]{48}$`))
    expect(image.display_url).toBe(image.url_frame)
    expect(image.frame).toMatchObject({ extension: 'jpeg', mime: 'image/jpeg', size: image.frame_size })
    const times = ['date', 'date_gmt', 'expiration_date_gmt'] as const
    const [date = 0, gmt = 0, end = 0] = times.map((key) => Date.parse(`${image[key]?.replace(' ', 'T')}Z`))
    expect([gmt - date, end - gmt]).toEqual([3 * 3_600_000, 30 * 60_000])
  })

  it('say what lies behind every address', async () => {
    const photo = await samplePhoto({ width: 900, height: 600 })
    const image = await upload(photo, 'Photo.jpg')
    const original = Buffer.from(await (await get(image, 'image')).arrayBuffer())
    expect(original.equals(photo)).toBe(true)
    expect(image.md5).toBe(createHash('md5').update(photo).digest('hex'))
    expect(image.size_formatted).toBe(`${Math.round(photo.length / 100) / 10} KB`)
    for (const file of ['image', 'thumb', 'medium'] as const) {
      const response = await get(image, file)
      const body = await response.arrayBuffer()
      expect([response.status, response.headers.get('content-type'), body.byteLength]).toEqual([
        200,
        image[file].mime,
        image[file].size,
      ])
    }
    expect([image.thumb_size, image.medium_size]).toEqual([image.thumb.size, image.medium.size])
    expect([image.display_url, image.display_width, image.display_height]).toEqual([
      image.medium.url,
      500,
      333,
    ])
  })

  it('show the thumb of a file over 200 KB that has no medium', async () => {
    const image = await upload(await samplePng({ width: 480, height: 400 }), 'dense.png')
    expect(image.size).toBeGreaterThan(200_000)
    expect([image.display_url, image.display_width, image.display_height]).toEqual([
      image.thumb.url,
      320,
      320,
    ])
  })

  it('give animations a still medium, whatever their width', async () => {
    const image = await upload(await sampleGif({ frames: 3 }), 'dance.gif')
    expect([image.is_animated, image.chain, image.medium.extension]).toEqual([1, 7, 'gif'])
    expect(image.display_url).toBe(image.medium.url)
  })

  it.each([
    ['accents', 'Été à la Plage_2024.PNG', 'Ete-a-la-Plage_2024', 'Été à la Plage 2024'],
    ['other scripts', '测试 图片 (1)#?.png', '--1', '测试 图片 (1)#?'],
    ['a path of Windows', 'C:\\Users\\me\\cat one.png', 'cat-one', 'cat one'],
    ['a path of Unix', '/home/me/../dog-_-one.png', 'dog-_-one', 'dog one'],
    ['the name of a thumb', 'cat.th.png', 'cat', 'cat.th'],
    ['the name of a medium of a thumb', 'bird.md.th.png', 'bird', 'bird.md.th'],
    ['no extension', 'noextension', 'noextension', 'noextension'],
  ])('name files by theirs: %s', async (word, filename, name, title) => {
    const image = await upload(distinctPng(1, `name ${word}`), filename)
    expect([image.name, image.title, image.extension]).toEqual([name, title, 'png'])
    expect(image.filename).toBe(`${name}.png`)
  })

  it('name a file by chance when nothing is left of its name, or when it came without one', async () => {
    const image = await upload(distinctPng(2, 'no letters'), '测试.png')
    expect(image.name).toMatch(/^[0-9a-z]{12}$/)
    expect(image.title).toBe('测试')
    const text = distinctPng(3, 'no name').toString('base64')
    const nameless = imageOf(await post(stage, [{ name: 'source', text }], person))
    expect(nameless.name).toMatch(/^[0-9a-z]{12}$/)
    expect([nameless.title, nameless.original_filename]).toEqual([nameless.name, `${nameless.name}.png`])
  })

  it('let a taken name have a suffix, and long names and titles an end', async () => {
    const first = await upload(distinctPng(4, 'taken'), 'taken.png')
    const second = await upload(distinctPng(5, 'taken'), 'taken.png')
    expect(first.name).toBe('taken')
    expect(second.name).toMatch(/^taken[0-9a-f]{16}$/)
    const long = await upload(distinctPng(6, 'long'), `${'x'.repeat(240)}.png`)
    expect([long.name.length, long.title.length]).toEqual([200, 100])
    expect(long.title_truncated).toBe(`${'x'.repeat(25)}...`)
  })

  it('let the bytes decide the extension', async () => {
    const png = await upload(distinctPng(7, 'bytes'), 'lying.jpg')
    expect([png.extension, png.mime, png.original_filename]).toEqual(['png', 'image/png', 'lying.jpg'])
    const jpeg = await upload(await samplePhoto({ width: 40, height: 30 }), 'short.jpeg')
    expect([jpeg.extension, jpeg.thumb.extension]).toEqual(['jpeg', 'jpeg'])
  })

  it('are the bare address in txt, without a line end', async () => {
    const file = { bytes: distinctPng(8, 'txt'), filename: 'as text.png', fields: { format: 'txt' } }
    const answer = await send(stage, file, person)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(answer.text).toMatch(new RegExp(`^${stage.url}/images/\\d{4}/\\d\\d/\\d\\d/as-text\\.png$`))
    expect((await fetch(answer.text)).status).toBe(200)
  })

  it('lead to the viewer in redirect', async () => {
    const file = { bytes: distinctPng(9, 'redirect'), filename: 'a way.png', fields: { format: 'redirect' } }
    const answer = await send(stage, file, person)
    expect([answer.status, answer.text]).toEqual([302, ''])
    expect(answer.headers.get('location')).toMatch(/^\/image\/a-way\.[A-Za-z0-9]{11}$/)
  })

  it('have addresses of ours, whatever the request calls us', async () => {
    const file = { bytes: distinctPng(10, 'host'), filename: 'host.png' }
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
    const image = imageOf(await send(stage, file, { ...person, headers }))
    expect([image.url, image.delete_url].every((url) => url.startsWith(`${stage.url}/`))).toBe(true)
  })

  it('have what BASE_URL and MEDIA_URL put before them', async () => {
    const environment = { BASE_URL: 'https://pics.example/sub/', MEDIA_URL: 'https://cdn.example' }
    await using other = await openStage({ database, environment })
    const { key } = await other.person()
    const bytes = distinctPng(20, 'base')
    const image = imageOf(await send(other, { bytes, filename: 'far away.png' }, { key }))
    expect(image.url).toMatch(/^https:\/\/cdn\.example\/\d{4}\/\d\d\/\d\d\/far-away\.png$/)
    expect(image.path_viewer).toBe(`/sub/image/far-away.${image.id_encoded}`)
    expect(image.url_viewer).toBe(`https://pics.example${image.path_viewer}`)
    expect(image.delete_url).toMatch(`https://pics.example/sub/image/${image.id_encoded}/delete/`)
    const again = { bytes: distinctPng(21, 'base'), filename: 'x.png', fields: { format: 'redirect' } }
    expect((await send(other, again, { key })).headers.get('location')).toMatch(/^\/sub\/image\/x\./)
    const query = new URLSearchParams({ url: image.url_viewer })
    expect((await ask(other, { path: `/oembed/?${query}` })).status).toBe(200)
  })

  it("speak ImgBB's way to those who send the field image", async () => {
    const bytes = distinctPng(11, 'imgbb')
    const answer = await post(stage, [{ name: 'image', bytes, filename: 'bb.png' }], {
      path: `/api/1/upload?key=${person.key}`,
    })
    const { data, ...rest } = answer.json
    expect([answer.status, rest]).toEqual([
      200,
      { status_code: 200, status: 200, success: { message: 'file uploaded', code: 200 }, status_txt: 'OK' },
    ])
    expect(data).toMatchObject({ name: 'bb', id: data?.id_encoded, url: data?.image.url })
    const plain = imageOf(await send(stage, { bytes: distinctPng(12, 'imgbb') }, person))
    expect(Object.keys(data ?? {})).toEqual([...Object.keys(plain), 'id'])
  })

  it('may be read by pages of other sites, after a preflight', async () => {
    const origin = { origin: 'https://blog.example' }
    const preflight = await ask(stage, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key, content-type, authorization',
      },
    })
    expect(preflight.status).toBe(204)
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')
    expect(allowed).toEqual(expect.arrayContaining(['authorization', 'x-api-key', 'content-type']))
    const answer = await send(stage, { bytes: distinctPng(13, 'cors') }, { ...person, headers: origin })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })
})
