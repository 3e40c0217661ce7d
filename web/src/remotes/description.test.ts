import { expect, test } from 'vitest'
import type { RemoteDescription } from '../../../src/dialects/native/wire-remotes.ts'
import { readDescription, readPairs, writeDescription, writePairs } from './description.ts'

const whole: Required<RemoteDescription> = {
  url: 'https://t.example/up',
  method: 'PUT',
  body: 'json-base64',
  fileField: 'source',
  headers: { Authorization: '••••abcd', Accept: 'a: b' },
  fields: { note: 'two\nlines', 'a:b': ' spaced ' },
  urlPath: '0.src',
  prefix: 'https://t.example',
  deletePath: '0.id',
  deletePrefix: 'https://t.example/delete/',
  deleteMethod: 'DELETE',
  deletePage: true,
  repeatPath: 'images',
  list: {
    ...{ url: 'https://t.example/list', pageField: '', itemsPath: 'data', urlPath: 'path', namePath: 'name' },
    prefix: 'https://t.example/f/',
  },
}

/** As a browser sends a form that nobody touched: line ends are CRLF. */
function sent(description: RemoteDescription): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(writeDescription(description)))
    form.set(name, value.replaceAll('\n', '\r\n'))
  return form
}

test('saving a form that nobody touched changes nothing', () => {
  expect(readDescription(sent(whole))).toEqual(whole)
  const { list: _, deletePage: __, repeatPath: ___, ...less } = whole
  expect(readDescription(sent(less))).toEqual(less)
})

test('pairs are lines where these come back as they were, else JSON', () => {
  expect(writePairs({ a: '1', b: 'x: y' })).toBe('a: 1\nb: x: y')
  for (const pairs of [{ a: '1', b: '' }, { a: 'x\ny' }, { a: ' ' }, { 'a:b': '1' }, { '{a': '1' }])
    expect(readPairs(writePairs(pairs), 'fields')).toEqual(pairs)
})
