import { describe, expect, test } from 'vitest'
import { readDescription } from './description.ts'
import { json, openHost, text } from './host.suite.ts'
import { listPage } from './listing.ts'
import { maskDescription, unmaskDescription } from './masks.ts'
import { push, remove } from './push.ts'

const secret = 'SUPER+secret/of=many characters'
const file = { bytes: Buffer.from('picture'), name: 'a.png', type: 'image/png', size: 7 }

function describeHost(url: string) {
  const query = `key=${encodeURIComponent(secret)}`
  return readDescription({
    url: `${url}/up?${query}`,
    fileField: 'image',
    urlPath: 'data.url',
    prefix: `https://cdn.example/?token=prefix-secret&at=`,
    deletePrefix: `${url}/delete?token=delete-secret&id=`,
    list: {
      url: `${url}/list?token=list-secret`,
      pageField: 'page',
      itemsPath: 'data',
      urlPath: 'url',
      prefix: `${url}/?token=item-secret&at=`,
    },
  })
}

const others = ['prefix-secret', 'delete-secret', 'list-secret', 'item-secret']
const all = [secret, encodeURIComponent(secret), ...others].join(' ')

describe('a refusal says no secret again', () => {
  test.each([
    ['the words of a host', json({ message: `Invalid keys: ${all}` }, 401)],
    ['words that are cut off within one', json({ message: `${'x'.repeat(276)} ${all}` }, 400)],
    ['a broken host', json({ message: all }, 503)],
    ['a plain text', text(all)],
    ['the title of a page', text(`<html><title>${all}</title>`, 'text/html')],
    ['an answer without an address', json({ success: false, message: all })],
    ['what is no address', json({ data: { url: `${'x'.repeat(90)} ${all}` } })],
  ])('%s', async (_what, say) => {
    await using host = await openHost(say)
    await expectNone(host.url)
  })

  test('an address that it leads on to', async () => {
    await using host = await openHost((heard, response) => {
      response.writeHead(301, { location: `https://www.example${heard.path}?all=${encodeURI(all)}` }).end()
    })
    await expectNone(host.url)
  })

  async function expectNone(url: string) {
    const description = describeHost(url)
    const deleteUrl = `${url}/delete?token=delete-secret&id=deletion-hash`
    const refusals = await Promise.all([
      push(description, file).catch((thrown: Error) => thrown),
      remove(description, `${url}/x/deletion-hash`).catch((thrown: Error) => thrown),
      remove(description, deleteUrl).catch((thrown: Error) => thrown),
      listPage(description, 1).catch((thrown: Error) => thrown),
    ])
    const [sent, , , listed] = refusals
    for (const each of [sent, listed]) expect(each).toBeInstanceOf(Error)
    const words = refusals.map((each) => (each instanceof Error ? `${each.stack} ${each.cause}` : '')).join()
    for (const each of ['SUPER', 'of=many', 'of%3Dmany', 'deletion-hash', ...others])
      expect(words).not.toContain(each)
  }
})

test('what is put before addresses comes masked, and back as it was', () => {
  const description = describeHost('https://t.example')
  const shown = maskDescription(description)
  expect(shown).toMatchObject({
    prefix: 'https://cdn.example/?token=••••&at=',
    deletePrefix: 'https://t.example/delete?token=••••&id=',
    list: { prefix: 'https://t.example/?token=••••&at=' },
  })
  for (const each of ['SUPER', ...others]) expect(JSON.stringify(shown)).not.toContain(each)
  const back = unmaskDescription(shown, description)
  expect(back.description).toEqual(description)
  expect(back.kept).toEqual(['url', 'prefix', 'deletePrefix', 'list'])
  const partly = unmaskDescription(
    { ...shown, list: { ...shown.list, url: 'https://u.example/' } },
    description,
  )
  expect(partly.description).toMatchObject({
    list: { url: 'https://u.example/', prefix: description.list?.prefix },
  })
})

test('a description without secrets keeps nothing', () => {
  const plain = readDescription({ url: 'https://t.example/', fileField: 'f', prefix: 'https://t.example/f/' })
  expect(unmaskDescription({ ...plain }, plain)).toEqual({ description: plain, kept: [] })
})
