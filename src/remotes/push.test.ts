import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDescription } from './description.ts'
import { drip, json, openHost, text } from './host.suite.ts'
import { listPage } from './listing.ts'
import { findPreset } from './presets.ts'
import { push, remove } from './push.ts'

const file = { bytes: Buffer.from('picture'), name: '图 "1".png', type: 'image/png', size: 7 }
const picture = 'https://cdn.example.com/1.png'

function describeHost(url: string, more: Record<string, unknown> = {}) {
  return readDescription({ url, fileField: 'smfile', urlPath: 'data.url', ...more })
}

describe('what goes out', () => {
  test('a form: fields before the file, the length known, headers of the description', async () => {
    await using host = await openHost(json({ data: { url: picture } }))
    const description = describeHost(`${host.url}/upload`, {
      headers: { Authorization: 'KEY', 'Content-Type': 'multipart/form-data' },
      fields: { ssl: 'true' },
    })
    expect(await push(description, file)).toEqual({ url: picture, repeated: false })
    const [{ method, headers, body } = { method: '', headers: {}, body: '' }] = host.heard
    expect(method).toBe('POST')
    expect(headers).toMatchObject({ authorization: 'KEY', 'content-length': String(body.length) })
    const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1]
    expect(Buffer.from(body, 'latin1').toString().split(`--${boundary}`)).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="ssl"\r\n\r\ntrue\r\n',
      '\r\nContent-Disposition: form-data; name="smfile"; filename="图 %221%22.png"\r\nContent-Type: image/png\r\n\r\npicture\r\n',
      '--\r\n',
    ])
  })

  test('base64 in a form and in JSON, and bare bytes with the fields in the query', async () => {
    await using host = await openHost(json({ data: { url: picture } }))
    const fields = { key: 'K 1' }
    await push(describeHost(host.url, { body: 'form-base64', fields }), file)
    await push(describeHost(host.url, { body: 'json-base64', fields }), file)
    const raw = { body: 'raw', method: 'PUT', fields, headers: { 'content-type': 'image/x-test' } }
    await push(describeHost(`${host.url}/{name}`, raw), file)
    const [form, object, bytes] = host.heard
    expect(Object.fromEntries(new URLSearchParams(form?.body))).toEqual({
      key: 'K 1',
      smfile: 'cGljdHVyZQ==',
    })
    expect(JSON.parse(object?.body ?? '')).toEqual({ key: 'K 1', smfile: 'cGljdHVyZQ==' })
    expect(bytes).toMatchObject({ method: 'PUT', path: '/%E5%9B%BE%20%221%22.png?key=K+1', body: 'picture' })
    expect(bytes?.headers['content-type']).toBe('image/x-test')
  })

  test('a file from the disk, with its progress', async () => {
    await using host = await openHost(json({ data: { url: picture } }))
    const folder = await mkdtemp(join(tmpdir(), 'remotes-test-'))
    try {
      const path = join(folder, 'a')
      await writeFile(path, Buffer.alloc(200_000, 'x'))
      const told: [number, number][] = []
      const onProgress = (sent: number, total: number) => told.push([sent, total])
      await push(
        describeHost(host.url),
        { path, name: 'a', type: 'image/png', size: 200_000 },
        { onProgress },
      )
      expect(told.length).toBeGreaterThan(3)
      expect(told.at(-1)).toEqual([host.heard[0]?.body.length, host.heard[0]?.body.length])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('what comes back', () => {
  test.each([
    [
      'a list',
      [{ src: '/f/1.png' }],
      { urlPath: '0.src', prefix: 'https://t.example' },
      'https://t.example/f/1.png',
    ],
    [
      'names in another script',
      { data: { url: 'https://t.example/图.png' } },
      {},
      'https://t.example/%E5%9B%BE.png',
    ],
  ])('an address in %s', async (_what, answer, more, url) => {
    await using host = await openHost(json(answer))
    expect(await push(describeHost(host.url, more), file)).toEqual({ url, repeated: false })
  })

  test('a text that is the address, and a deletion address made of parts', async () => {
    await using plain = await openHost(text(`${picture}\n`))
    expect(await push(describeHost(plain.url, { urlPath: '' }), file)).toMatchObject({ url: picture })
    await using host = await openHost(json({ data: { url: picture, id: 12 } }))
    const more = { deletePath: 'data.id', deletePrefix: 'https://t.example/delete/' }
    expect(await push(describeHost(host.url, more), file)).toMatchObject({
      deleteUrl: 'https://t.example/delete/12',
    })
  })

  test('what was there before is answered as repeated, and is not ours to delete', async () => {
    const answer = {
      success: false,
      code: 'image_repeated',
      images: picture,
      data: { delete: `${picture}/x` },
    }
    await using host = await openHost(json(answer))
    const more = { repeatPath: 'images', deletePath: 'data.delete' }
    expect(await push(describeHost(host.url, more), file)).toEqual({
      url: picture,
      repeated: true,
    })
  })
})

const html = '<!DOCTYPE html><title>Sign in</title>'

describe('a refusal names the field to mend', () => {
  test.each([
    ['url', 'web page answered (“Sign in”)', text(html, 'text/html'), {}],
    ['url', '404', text(html, 'text/html', 404), {}],
    [
      'url',
      'leads on to https://www.example.com/',
      json({}, 301, { location: 'https://www.example.com/' }),
      {},
    ],
    ['url', 'without any text', text(''), {}],
    ['urlPath', 'not JSON. It said: hello', text('hello'), {}],
    ['urlPath', '"data" has no "url". It has: link, id', json({ data: { link: picture, id: 1 } }), {}],
    ['urlPath', 'the answer has no "data". It has: image', json({ image: { url: picture } }), {}],
    ['urlPath', 'is an object that has: full', json({ data: { url: { full: picture } } }), {}],
    ['urlPath', 'a list of 1 and has no "url"', json({ data: [picture] }), {}],
    ['urlPath', 'say where in it the address lies', json({ data: { url: picture } }), { urlPath: '' }],
    ['urlPath', 'It said: File is too strange', json({ success: false, message: 'File is too strange' }), {}],
    ['headers', 'It said: Invalid auth token', json({ success: false, message: 'Invalid auth token' }), {}],
    ['headers', 'key is missing or wrong', json({ message: 'Unauthenticated.' }, 401), {}],
    ['headers', 'key is missing or wrong', json({ message: 'Nobody home' }, 401), {}],
    ['headers', 'key is missing or wrong', json({}, 403), {}],
    ['headers', 'key is missing or wrong', json({ message: 'This token has expired' }, 403), {}],
    ['url', 'answered 403. It said: Your quota', json({ message: 'Your quota is used up' }, 403), {}],
    ['fileField', '400. It said: The author', json({ message: 'The author is missing' }, 400), {}],
    ['fileField', '400. It said: Unexpected', json({ message: 'Unexpected token < in JSON' }, 400), {}],
    [
      'fields',
      'Invalid API v1 key',
      json({ error: { message: 'Invalid API v1 key' } }, 400),
      { fields: { key: 'x' } },
    ],
    [
      'fileField',
      'It said: Empty upload source',
      json({ error: { message: 'Empty upload source' } }, 400),
      {},
    ],
    ['prefix', 'only the end of an address', json({ data: { url: '/1.png' } }), {}],
    ['prefix', '"//1.png" is not an address', json({ data: { url: '1.png' } }), { prefix: '//' }],
    ['urlPath', 'not a web address', json({ data: { url: 'javascript:alert(1)' } }), {}],
  ])('%s: %s', async (field, message, say, more) => {
    await using host = await openHost(say)
    const refused = push(describeHost(host.url, more), file)
    await expect(refused).rejects.toMatchObject({ code: 'bad-input', details: { field } })
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toThrow(new RegExp(`^${field}: `))
  })

  test('a broken or busy host may be asked again, with its own wish how late', async () => {
    await using host = await openHost(json({ message: 'Slow down' }, 429, { 'retry-after': '30' }))
    await expect(push(describeHost(host.url), file)).rejects.toMatchObject({
      code: 'busy',
      message: 'The host answered 429. It said: Slow down',
      details: { retryAfter: 30 },
    })
  })

  test('a host that says nothing, one that nobody is at, and a name that nobody has', async () => {
    await using host = await openHost(() => {})
    await expect(push(describeHost(host.url), file, { patience: 100 })).rejects.toMatchObject({
      code: 'url-unreachable',
      message: `url: ${new URL(host.url).host} did not answer in time`,
      details: { field: 'url' },
    })
    await host[Symbol.asyncDispose]()
    await expect(push(describeHost(host.url), file)).rejects.toThrow(/^url: nobody answers at 127/)
    await expect(push(describeHost('http://pictures.invalid/'), file)).rejects.toThrow(
      'url: no machine is called pictures.invalid',
    )
  })

  test('a host that says a little again and again without ever ending', async () => {
    await using host = await openHost(drip)
    const late = `${new URL(host.url).host} did not answer in time`
    await expect(push(describeHost(host.url), file, { time: 300 })).rejects.toMatchObject({
      code: 'url-unreachable',
      message: `url: ${late}`,
    })
    await expect(remove(describeHost(host.url), host.url, { time: 300 })).rejects.toThrow(late)
    const list = { url: host.url, pageField: 'page', itemsPath: 'data', urlPath: 'url' }
    await expect(listPage(describeHost(host.url, { list }), 1, { time: 300 })).rejects.toThrow(late)
  })

  test.each(['30', '1e30', 'Infinity', '-5', 'soon'])('a wish to wait for %s', async (wish) => {
    await using host = await openHost(json({}, 503, { 'retry-after': wish }))
    const refusal = await push(describeHost(host.url), file).catch((thrown) => thrown)
    const waits: Record<string, number> = { 30: 30, '1e30': 86_400 }
    expect(refusal.details.retryAfter).toBe(waits[wish])
  })

  test('a connection that breaks, plain HTTP where TLS is spoken, and a wish to stop', async () => {
    await using host = await openHost((_heard, response) => response.destroy())
    await expect(push(describeHost(host.url), file)).rejects.toThrow('url: the connection to')
    await expect(push(describeHost(host.url.replace('http', 'https')), file)).rejects.toThrow(
      'url: the secure',
    )
    const stopped = push(describeHost(host.url), file, { signal: AbortSignal.abort(new Error('stopped')) })
    await expect(stopped).rejects.toThrow('stopped')
  })
})

describe('deletion', () => {
  const given = { headers: { Authorization: 'KEY' } }

  test('by the method of the description; the key goes to its own host alone', async () => {
    await using host = await openHost(json({ success: true }))
    await using other = await openHost(json({ success: true }))
    const description = describeHost(host.url, { ...given, deleteMethod: 'DELETE' })
    await remove(description, `${host.url}/delete/1`)
    await remove(description, `${other.url}/delete/1`)
    expect(host.heard[0]).toMatchObject({
      method: 'DELETE',
      path: '/delete/1',
      headers: { authorization: 'KEY' },
    })
    expect(other.heard[0]?.headers.authorization).toBeUndefined()
  })

  test('what is gone is deleted; a no in any form is none', async () => {
    for (const say of [
      json({}, 404),
      json({}, 302, { location: '/my/files' }),
      json({ success: false, message: 'File already deleted.' }),
    ]) {
      await using host = await openHost(say)
      await expect(remove(describeHost(host.url), host.url)).resolves.toBeUndefined()
    }
    await using host = await openHost(json({ success: false, message: 'Not yours' }))
    await expect(remove(describeHost(host.url), host.url)).rejects.toThrow('It said: ')
  })

  test('a page for people is no deletion, nor is the way to a sign-in, unless the host has nothing else', async () => {
    for (const say of [
      text(html, 'text/html'),
      json({}, 302, { location: '/login?next=x' }),
      json({}, 303, { location: 'https://accounts.example/sign-in' }),
    ]) {
      await using host = await openHost(say)
      const refused = remove(describeHost(host.url), host.url)
      await expect(refused).rejects.toMatchObject({ code: 'bad-input', details: { field: 'deletePath' } })
    }
    await using host = await openHost(text(html, 'text/html'))
    await expect(remove(describeHost(host.url, { deletePage: true }), host.url)).resolves.toBeUndefined()
    expect(findPreset('chevereto').describe({ address: 't.example', key: 'k' })).toMatchObject({
      deletePage: true,
    })
  })
})
