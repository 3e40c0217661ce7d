import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { changeGroup } from '../../src/core/groups.ts'
import { writeSetting } from '../../src/core/settings.ts'
import { distinctPng } from '../distinct.ts'
import { fixture } from '../fixture.ts'
import { freePort } from '../postgres.ts'
import { databases, openStage } from '../stage.ts'
import { ask, type Call, imageOf, type Part, post, refusalOf, send } from './chevereto-client.ts'

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }
const noPicture = [400, "Can't get target upload source info", 610]
const nonPublic = [400, 'Unsupported non-public IP address for upload', 400]

let count = 0
const picture = () => distinctPng(++count, 'sources')

describe.each(databases)('sources of the Chevereto API, on %s', (database) => {
  const closed = fixture(async () => ({ port: await freePort() }))
  const files = fixture(serveFiles)
  const stage = fixture(() => {
    const allowed = `127.0.0.1:${files.port},127.0.0.1:${closed.port}`
    return openStage({ database, environment: { URL_ALLOW: allowed } })
  })
  const person = fixture(() => stage.person())
  beforeAll(async () => {
    await changeGroup(stage.app, 'members', { field: 'max-file-bytes', value: '3000000' })
    await changeGroup(stage.app, 'members', { field: 'uploads-per-minute', value: '10000' })
  })

  const text = (source: string, call: Call = {}) =>
    post(stage, [{ name: 'source', text: source }], { ...person, ...call })
  const sizeOf = async (answer: ReturnType<typeof post>) => {
    const { size } = imageOf(await answer)
    expect(await stage.leftBehind()).toEqual([])
    return size
  }
  const refused = async (answer: ReturnType<typeof post>) => {
    const refusal = refusalOf(await answer)
    expect(await stage.leftBehind()).toEqual([])
    return refusal
  }

  it.each<[string, (base64: string) => string]>([
    ['as it is', (base64) => base64],
    ['a data URI', (base64) => `data:image/png;base64,${base64}`],
    ['without padding', (base64) => base64.replace(/=+$/, '')],
    ['wrapped', (base64) => base64.replace(/.{76}/g, '$&\r\n')],
    ['blanks for plusses', (base64) => base64.replaceAll('+', ' ')],
    ['the alphabet of URLs', (base64) => base64.replaceAll('+', '-').replaceAll('/', '_')],
  ])('base64 in a multipart part, a urlencoded form and JSON: %s', async (_case, write) => {
    for (const length of [0, 1, 2]) {
      const bytes = Buffer.concat([picture(), Buffer.alloc(length)])
      const source = write(bytes.toString('base64'))
      expect(await sizeOf(text(source))).toBeGreaterThan(0)
      const form = new URLSearchParams({ source, title: source.slice(0, 20) }).toString()
      await changeGroup(stage.app, 'members', { field: 'allow-duplicates', value: 'yes' })
      const ours = imageOf(await ask(stage, { ...person, headers: urlencoded, body: form }))
      const theirs = imageOf(await ask(stage, { ...person, headers: json, body: JSON.stringify({ source }) }))
      expect(ours.md5).toBe(theirs.md5)
    }
  })

  it('base64 whose plusses were not encoded is understood', async () => {
    const bytes = picture()
    const body = `source=${bytes.toString('base64')}`
    expect(body).toContain('+')
    expect(await sizeOf(ask(stage, { ...person, headers: urlencoded, body }))).toBe(bytes.length)
  })

  it('base64 has room: four thirds of the file limit, in a multipart part too', async () => {
    const bytes = Buffer.concat([picture(), Buffer.alloc(2_900_000)])
    expect(await sizeOf(text(bytes.toString('base64')))).toBeGreaterThan(0)
    const larger = Buffer.concat([bytes, Buffer.alloc(200_000)]).toString('base64')
    const tooBig = [400, 'File too big - max 3 MB', 400]
    expect(await refused(text(larger))).toEqual(tooBig)
    const body = JSON.stringify({ source: larger })
    expect(await refused(ask(stage, { ...person, headers: json, body }))).toEqual(tooBig)
  })

  it('what is neither base64 nor an address is refused', async () => {
    for (const source of ['not base64!', 'javascript:alert(1)', 'data:image/png,abc', 'AAAAA', 'small.png']) {
      expect([source, await refused(text(source))]).toEqual([source, [400, 'Invalid base64 string', 120]])
    }
    expect(await refused(text('aGVsbG8gd29ybGQ='))).toEqual(noPicture)
  })

  it('base64 by GET is refused', async () => {
    const path = `/api/1/upload?source=${encodeURIComponent(picture().toString('base64'))}`
    expect(await refused(ask(stage, { ...person, path }))).toEqual([
      400,
      'Upload using base64 source must be done using POST method.',
      130,
    ])
    expect(await sizeOf(ask(stage, { ...person, path, method: 'POST' }))).toBeGreaterThan(0)
  })

  it('URLs are fetched by POST and GET, their last part percent-decoded for a name', async () => {
    const bytes = files.put('/a%20fine_name.png')
    const source = `${files.url}/a%20fine_name.png?x=1&y=2#part`
    const posted = imageOf(await text(source))
    expect(posted).toMatchObject({ name: 'a-fine_name', title: 'a fine name', size: bytes.length })
    files.put('/other.png')
    const query = new URLSearchParams({ key: person.key, source: `${files.url}/other.png` })
    const got = imageOf(await ask(stage, { path: `/api/1/upload/?${query}` }))
    expect([got.name, got.original_filename]).toEqual(['other', 'other.png'])
  })

  it('redirects of URLs are followed, but never to where a URL may not point', async () => {
    files.put('/target.png')
    files.redirect('/moved', '/target.png')
    expect(imageOf(await text(`${files.url}/moved`)).name).toBe('moved')
    files.redirect('/inside', 'http://127.0.0.1:9/secret.png')
    files.redirect('/file', 'file:///etc/passwd')
    files.redirect('/round', '/round')
    for (const path of ['/inside', '/file', '/round']) {
      expect([path, await refused(text(files.url + path))]).toEqual([path, noPicture])
    }
  })

  it('what goes wrong on the way is refused in the same words', async () => {
    const sources = [
      `${files.url}/none.png`,
      `${files.url}/page`,
      `http://127.0.0.1:${closed.port}/x.png`,
      'http://nope.invalid/x.png',
      'http://',
    ]
    for (const source of sources) expect([source, await refused(text(source))]).toEqual([source, noPicture])
  })

  it('addresses that are not public, our own, and other schemes are refused', async () => {
    const inside = ['127.0.0.1:9', '10.0.0.1', '192.168.1.1', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]']
    for (const host of [...inside, '0x7f000001:9', '2130706433:9']) {
      expect([host, await refused(text(`http://${host}/x.png`))]).toEqual([host, nonPublic])
    }
    const own = [400, 'Unsupported self host URL upload', 400]
    expect(await refused(text(`${stage.url}/images/x.png`))).toEqual(own)
    for (const scheme of ['ftp', 'file', 'gopher']) {
      const refusal = [400, `Unsupported URL scheme \`${scheme}\``, 400]
      expect(await refused(text(`${scheme}://127.0.0.1/x.png`))).toEqual(refusal)
    }
  })

  it('a URL that never ends is cut off at the size limit', async () => {
    const ended = files.endless('/endless.png')
    expect(await refused(text(`${files.url}/endless.png`))).toEqual([400, 'File too big - max 3 MB', 400])
    await ended
  })

  it('URL uploads may be turned off', async () => {
    files.put('/off.png')
    await writeSetting(stage.app, 'url-uploads', 'false')
    expect(await refused(text(`${files.url}/off.png`))).toEqual([400, 'URL uploading is disabled', 403])
    await writeSetting(stage.app, 'url-uploads', 'true')
    expect(await sizeOf(text(`${files.url}/off.png`))).toBeGreaterThan(0)
  })

  it("ImgBB's field takes a file, base64 and a URL", async () => {
    files.put('/bb.png')
    const parts = [
      { name: 'image', bytes: picture(), filename: 'a.png' },
      { name: 'image', text: picture().toString('base64') },
      { name: 'image', text: `${files.url}/bb.png` },
    ]
    for (const part of parts) {
      const { status, json } = await post(stage, [part], person)
      expect([status, json.status, json.data?.id]).toEqual([200, 200, json.data?.id_encoded])
    }
  })

  it.each<[string, (key: string) => { call?: Call; before?: Part[]; after?: Part[] }]>([
    ['X-API-Key', (key) => ({ call: { headers: { 'X-API-Key': key } } })],
    ['x-api-key with blanks', (key) => ({ call: { headers: { 'x-api-key': `  ${key} ` } } })],
    ['Authorization: Bearer', (key) => ({ call: { headers: { authorization: `Bearer ${key}` } } })],
    ['the query', (key) => ({ call: { path: `/api/1/upload?key=${key}` } })],
    ['a field before the file', (key) => ({ before: [{ name: 'key', text: key }] })],
    ['a field after the file', (key) => ({ after: [{ name: 'key', text: key }] })],
    [
      'the header, whatever the field says',
      (key) => ({ call: { headers: { 'X-API-Key': key } }, before: [{ name: 'key', text: 'wrong' }] }),
    ],
  ])('the key may be in %s', async (_case, place) => {
    const { call = {}, before = [], after = [] } = place(person.key)
    const file = { name: 'source', bytes: picture(), filename: 'k.png' }
    const image = imageOf(await post(stage, [...before, file, ...after], call))
    const row = stage.app.db.selectFrom('media').select('user_id').where('id', '=', image.id_encoded)
    expect(await row.executeTakeFirst()).toEqual({ user_id: person.user.id })
  })

  it('the key may be in JSON and in a urlencoded form', async () => {
    const fields = () => ({ key: person.key, source: picture().toString('base64') })
    expect(await sizeOf(ask(stage, { headers: json, body: JSON.stringify(fields()) }))).toBeGreaterThan(0)
    const body = new URLSearchParams(fields()).toString()
    expect(await sizeOf(ask(stage, { headers: urlencoded, body }))).toBeGreaterThan(0)
  })

  it('addresses answer with and without a slash, and no POST is redirected', async () => {
    for (const path of ['/api/1/upload', '/api/1/upload/', '//api/1/upload']) {
      const answer = await send(stage, { bytes: picture() }, { ...person, path })
      expect([path, answer.status]).toEqual([path, 200])
    }
  })
})

type Files = AsyncDisposable & {
  port: number
  url: string
  /** Puts a picture of its own at a path. */
  put(path: string): Buffer
  redirect(path: string, to: string): void
  /** A picture that goes on for ever; resolves when nobody listens any more. */
  endless(path: string): Promise<void>
}

/** Another host, whose pictures are fetched. */
async function serveFiles(): Promise<Files> {
  const answers = new Map<string, Parameters<typeof createServer>[1] & {}>()
  answers.set('/page', (_request, response) =>
    response.setHeader('content-type', 'text/html').end('<html>No</html>'),
  )
  const server: Server = createServer((request, response) => {
    const answer = answers.get((request.url ?? '').replace(/\?.*/, ''))
    if (answer) answer(request, response)
    else response.writeHead(404).end('none')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    put(path) {
      const bytes = picture()
      answers.set(path, (_request, response) => response.setHeader('content-type', 'text/plain').end(bytes))
      return bytes
    },
    redirect(path, to) {
      answers.set(path, (_request, response) => response.writeHead(302, { location: to }).end())
    },
    endless(path) {
      const end = Promise.withResolvers<void>()
      answers.set(path, (_request, response) => {
        response.on('close', () => end.resolve())
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        }
        response.write(picture())
        response.on('drain', more)
        more()
      })
      return end.promise
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
