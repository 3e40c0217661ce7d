import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { samplePhoto, samplePng } from '../pictures.ts'
import { databases, openStage } from '../stage.ts'
import { type Answer, ask, formOf, imageOf, post, refusalOf, send } from './chevereto-client.ts'

const noPicture = [400, "Can't get target upload source info", 610]
const noKey = [400, 'No key provided', 100]
const wrongKey = [400, 'Invalid API key.', 100]

let count = 0
const picture = () => distinctPng(++count, 'refusals')

describe.each(databases)('refusals of the Chevereto API, on %s', (database) => {
  const stage = fixture(() => openStage({ database }))
  const person = fixture(() => stage.person())

  const refused = async (answer: Answer) => {
    expect(answer.headers.get('content-type')).toMatch(/^application\/json; charset=utf-8$/i)
    expect(await stage.leftBehind()).toEqual([])
    return refusalOf(answer)
  }
  const group = (field: string, value: string, id = 'members') => changeGroup(stage.app, id, { field, value })

  it('have three parts', async () => {
    const answer = await send(stage, { bytes: picture() })
    expect(answer.json).toEqual({
      status_code: 400,
      error: { message: 'No key provided', code: 100 },
      status_txt: 'Bad Request',
    })
  })

  it('of a key that is missing or wrong, wherever it stands', async () => {
    const file = { name: 'source', bytes: picture(), filename: 'x.png' }
    const key = { name: 'key', text: 'chv_wrong' }
    expect(await refused(await post(stage, [file]))).toEqual(noKey)
    expect(await refused(await ask(stage, {}))).toEqual(noKey)
    expect(await refused(await post(stage, [file], { key: 'nonsense' }))).toEqual(wrongKey)
    expect(await refused(await post(stage, [key, file]))).toEqual(wrongKey)
    expect(await refused(await post(stage, [file, key]))).toEqual(wrongKey)
    expect(await refused(await ask(stage, { path: '/api/1/upload?key=x&source=http://a.b/c' }))).toEqual(
      wrongKey,
    )
    const right = { name: 'key', text: person.key }
    expect(await refused(await post(stage, [right, file], { key: 'bad' }))).toEqual(wrongKey)
  })

  it.each([
    ['/api', 'Invalid API version.', 110],
    ['/api/9/upload', 'Invalid API version.', 110],
    ['/api/v9/upload/', 'Invalid API version.', 110],
    ['/api/1', 'No action provided', 100],
    ['/api/1/', 'No action provided', 100],
    ['/api/1/nope', 'Invalid API action', 120],
    ['/api/1/upload/more', 'Invalid API action', 120],
  ])('of the address %s', async (path, message, code) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const call =
        method === 'GET' ? {} : { body: formOf([{ name: 'source', bytes: picture(), filename: 'x' }]) }
      expect(await refused(await ask(stage, { ...person, path, method, ...call }))).toEqual([
        400,
        message,
        code,
      ])
    }
  })

  it('of what has no source, or an empty one', async () => {
    const none = [400, 'Empty upload source', 130]
    expect(await refused(await ask(stage, { ...person, method: 'POST' }))).toEqual(none)
    expect(await refused(await ask(stage, person))).toEqual(none)
    expect(await refused(await post(stage, [{ name: 'title', text: 'x' }], person))).toEqual(none)
    expect(
      await refused(await post(stage, [{ name: 'other', bytes: picture(), filename: 'x' }], person)),
    ).toEqual(none)
    const empty = [400, 'Empty source', 130]
    expect(await refused(await post(stage, [{ name: 'source', text: '' }], person))).toEqual(empty)
    expect(await refused(await send(stage, { bytes: Buffer.alloc(0) }, person))).toEqual(empty)
    expect(await refused(await ask(stage, { ...person, path: '/api/1/upload?source=' }))).toEqual(empty)
  })

  it('of several sources at once', async () => {
    const one = [400, 'One file a request is taken, in the field source', 400]
    const file = { bytes: picture(), filename: 'x.png' }
    expect(await refused(await post(stage, [{ name: 'source[]', ...file }], person))).toEqual(one)
    expect(await refused(await post(stage, [{ name: 'image[]', ...file }], person))).toEqual(one)
    expect(await refused(await post(stage, [{ name: 'source[0]', text: 'x' }], person))).toEqual(one)
    const list = { headers: { 'content-type': 'application/json' }, body: '{"source":["a","b"]}' }
    expect((await refused(await ask(stage, { ...person, ...list })))[2]).toBe(400)
  })

  it('of what is no picture, a damaged one, or of a kind that is not taken', async () => {
    const photo = await samplePhoto()
    const files = [
      Buffer.from('just text, whatever its name says'),
      Buffer.from('PK\x03\x04 a zip'),
      photo.subarray(0, photo.length / 2),
      (await samplePng()).subarray(0, 2000),
      Buffer.from('<html></html>'),
    ]
    for (const bytes of files) expect(await refused(await send(stage, { bytes }, person))).toEqual(noPicture)
    const psd = Buffer.concat([Buffer.from('8BPS\0\x01'), Buffer.alloc(100)])
    expect(await refused(await send(stage, { bytes: psd }, person))).toEqual([
      400,
      'Unavailable image format',
      613,
    ])
    await writeSetting(stage.app, 'disabled-kinds', 'png,mp4')
    const png = await refused(await send(stage, { bytes: picture() }, person))
    await writeSetting(stage.app, 'disabled-kinds', '')
    expect(png).toEqual([400, 'Disabled image format (png)', 614])
  })

  it('of what is too large, known from the header on or only at the end', async () => {
    await group('max-file-bytes', '2000000')
    const bytes = Buffer.concat([picture(), Buffer.alloc(2_000_000)])
    const tooBig = [400, 'File too big - max 2 MB', 400]
    const file = { name: 'source', bytes, filename: 'big.png' }
    expect(await refused(await post(stage, [file], person))).toEqual(tooBig)
    expect(await refused(await post(stage, [file, { name: 'key', text: person.key }]))).toEqual(tooBig)
    await group('max-file-bytes', '100000000')
  })

  it('of the same bytes by the same sender within a day, where repeats are off', async () => {
    await using other = await openStage({ database })
    const { key } = await other.person()
    const bytes = picture()
    imageOf(await send(other, { bytes, filename: 'a.png' }, { key }))
    const again = [400, 'Duplicated upload', 101]
    expect(refusalOf(await send(other, { bytes, filename: 'b.png' }, { key }))).toEqual(again)
    expect(
      refusalOf(await post(other, [{ name: 'source', text: bytes.toString('base64') }], { key })),
    ).toEqual(again)
    imageOf(await send(other, { bytes }, await other.person()))
    other.clock.offset += 86_400_000
    imageOf(await send(other, { bytes }, { key }))
    expect(refusalOf(await send(other, { bytes }, { key }))).toEqual(again)
    await changeGroup(other.app, 'members', { field: 'allow-duplicates', value: 'yes' })
    imageOf(await send(other, { bytes }, { key }))
  })

  it('of two equal uploads at once: one is taken', async () => {
    const bytes = picture()
    const answers = await Promise.all([1, 2, 3].map(() => send(stage, { bytes }, person)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400])
  })

  it('of a flood, with the time after which to try again', async () => {
    await using other = await openStage({ database })
    const { key } = await other.person()
    await changeGroup(other.app, 'members', { field: 'uploads-per-minute', value: '2' })
    for (const _ of [1, 2]) imageOf(await send(other, { bytes: picture() }, { key }))
    const answer = await send(other, { bytes: picture() }, { key })
    expect(refusalOf(answer)).toEqual([
      400,
      'Flooding detected. You can only upload 2 images per minute',
      130,
    ])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    imageOf(await send(other, { bytes: picture() }, await other.person()))
    other.clock.offset += 60_000
    imageOf(await send(other, { bytes: picture() }, { key }))
    expect(await other.leftBehind()).toEqual([])
  })

  it('of an account that is full, and of people who may not upload', async () => {
    await group('quota-bytes', '100')
    const full = await refused(await send(stage, { bytes: picture() }, person))
    await group('quota-bytes', 'none')
    expect(full).toEqual([400, 'No space left on your account', 104])
    await group('may-upload', 'no')
    const denied = await refused(await send(stage, { bytes: picture() }, person))
    await group('may-upload', 'yes')
    expect(denied).toEqual([400, 'Request denied', 401])
  })

  it('of guests, until the operator opens this door for them', async () => {
    await using other = await openStage({ database })
    expect(refusalOf(await send(other, { bytes: picture() }))).toEqual(noKey)
    await writeSetting(other.app, 'guest-doors', 'smms,web,chevereto')
    const image = imageOf(await send(other, { bytes: picture() }))
    expect(image.expiration_date_gmt).toMatch(/^\d{4}/)
    const url = await post(other, [{ name: 'source', text: 'http://example.com/x.png' }])
    expect(refusalOf(url)).toEqual([400, 'URL uploading is disabled', 403])
    await changeGroup(other.app, 'guests', { field: 'may-upload', value: 'no' })
    expect(refusalOf(await send(other, { bytes: picture() }))).toEqual([400, 'Request denied', 401])
    expect(await other.leftBehind()).toEqual([])
  })

  it('of too many uploads at once whose sender is not yet known', async () => {
    await using other = await openStage({ database })
    const head = '--b\r\nContent-Disposition: form-data; name="source"; filename="x"\r\n\r\nbytes'
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const opened = [1, 2, 3, 4].map(() => {
      const request = httpRequest(`${other.url}/api/1/upload`, { method: 'POST', headers })
      request.on('error', () => {})
      request.write(head)
      return request
    })
    while ((await other.leftBehind()).length < 4) await setImmediate()
    const answer = await send(other, { bytes: picture() })
    expect(refusalOf(answer)).toEqual([503, 'Server is busy, try again', 503])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    for (const request of opened) request.destroy()
    while ((await other.leftBehind()).length > 0) await setImmediate()
    expect(refusalOf(await send(other, { bytes: picture() }))).toEqual(noKey)
  })

  it('of a fault of ours: no more than its number, which the log knows', async () => {
    await using other = await openStage({ database })
    const { key } = await other.person()
    await other.app.db.schema.dropTable('claims').execute()
    const answer = await send(other, { bytes: picture() }, { key })
    expect(refusalOf(answer)).toEqual([500, 'Internal error', 500])
    expect(answer.json.status_txt).toBe('Internal Server Error')
    const id = answer.json.error?.request_id ?? 'none'
    expect(answer.text).not.toMatch(/claims|select|\/tmp/i)
    expect(other.log.filter((line) => line.includes(id)).join()).toMatch(/claims/)
    const bare = await send(other, { bytes: picture(), fields: { format: 'txt' } }, { key })
    expect([bare.status, bare.text]).toEqual([
      500,
      expect.stringMatching(/^Internal error \([0-9A-F-]{36}\)$/),
    ])
    expect(await other.leftBehind()).toEqual([])
  })

  it('in txt and redirect: the bare message, with the status of a refusal', async () => {
    for (const format of ['txt', 'redirect']) {
      const field = { name: 'format', text: format }
      const file = { name: 'source', bytes: Buffer.from('no picture'), filename: 'x.png' }
      const answers = [
        [await post(stage, [field, file]), 'No key provided'],
        [await post(stage, [file, field]), 'No key provided'],
        [await post(stage, [field, file], { key: 'bad' }), 'Invalid API key.'],
        [await post(stage, [file, field], { key: 'bad' }), 'Invalid API key.'],
        [await post(stage, [file, field], person), "Can't get target upload source info"],
        [await ask(stage, { ...person, path: `/api/1/upload?format=${format}` }), 'Empty upload source'],
        [await ask(stage, { ...person, path: `/api/1/nope?format=${format}` }), 'Invalid API action'],
      ] as const
      for (const [answer, message] of answers) {
        expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
          400,
          'text/plain; charset=utf-8',
          message,
        ])
      }
    }
  })

  it.each([
    ['broken JSON', 'application/json', '{"source":'],
    ['JSON that is no object', 'application/json', '["source"]'],
    ['JSON with an object in it', 'application/json', '{"source":{"a":1}}'],
    ['another type', 'text/plain', 'source=x'],
    ['XML', 'application/xml', '<source/>'],
    [
      'a form that does not end',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="source"; filename="x"\r\n\r\nabc',
    ],
    ['a form without its boundary', 'multipart/form-data; boundary=b', 'nothing of the kind'],
    ['a form that names no boundary', 'multipart/form-data', 'source'],
  ])('of a malformed body: %s', async (_case, type, body) => {
    const headers = { 'content-type': type }
    const [status, message, code] = await refused(
      await ask(stage, { ...person, headers, method: 'POST', body }),
    )
    expect([status, code, message]).toEqual([400, 400, expect.stringMatching(/form|body|JSON|field/i)])
  })

  it('of a body that is cut off leave nothing behind', async () => {
    const socket = connect(Number(new URL(stage.url).port), '127.0.0.1')
    const head = '--b\r\nContent-Disposition: form-data; name="source"; filename="x"\r\n\r\nbytes'
    const lines = [
      'POST /api/1/upload HTTP/1.1',
      'Host: x',
      `X-API-Key: ${person.key}`,
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 100000',
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n${head}`)
    while ((await stage.leftBehind()).length === 0) await setImmediate()
    socket.destroy()
    while ((await stage.leftBehind()).length > 0) await setImmediate()
    imageOf(await send(stage, { bytes: picture() }, person))
  })
})
