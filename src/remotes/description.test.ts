import { describe, expect, test } from 'vitest'
import { readDescription } from './description.ts'
import { maskDescription, unmaskDescription } from './masks.ts'
import { findPreset, presets } from './presets.ts'

const good = { url: 'https://t.example/upload', fileField: 'file', urlPath: 'data.url' }

describe('a description', () => {
  test('needs little', () => {
    expect(readDescription(good)).toEqual({
      ...good,
      method: 'POST',
      body: 'multipart',
      headers: {},
      fields: {},
      prefix: '',
    })
  })

  test.each([
    ['url', { url: 'ftp://t.example' }],
    ['url', { url: 'https://me:word@t.example/' }],
    ['method', { method: 'GET' }],
    ['fileField', { fileField: ' ' }],
    ['headers', { headers: { 'Content-Length': '1' } }],
    ['headers', { headers: { 'a b': '1' } }],
    ['headers', { headers: { a: 'x\r\nb: 1' } }],
    ['urlPath', { urlPath: 'data[0].url' }],
    ['urlPath', { urlPath: '$.data.url' }],
    ['deletePath', { deletePath: 'data..url' }],
    ['fields', { fields: { a: 1 } }],
  ])('is refused by %s', (field, wrong) => {
    expect(() => readDescription({ ...good, ...wrong })).toThrow(
      expect.objectContaining({ code: 'bad-input', details: { field } }),
    )
  })
})

describe('presets', () => {
  test.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s makes a description',
    (_id, preset) => {
      const values = { address: 'pictures.example.com/api/v2/', key: 'KEY-of-many-characters' }
      const description = preset.describe(values)
      expect(description.url).toMatch(/^https:\/\/[^/]+\/.*[^/]$/)
      expect(JSON.stringify(maskDescription(description))).not.toContain('KEY-of')
      expect(() => preset.describe({ ...values, key: '' })).toThrow(/^key: is missing/)
    },
  )

  test('an address loses the path of an API, and what is no preset is told', () => {
    const { url } = findPreset('chevereto').describe({
      address: 'https://t.example/g/api/1/upload',
      key: 'K',
    })
    expect(url).toBe('https://t.example/g/api/1/upload')
    expect(() => findPreset('flickr')).toThrow('preset: there is none called "flickr"')
  })
})

describe('secrets', () => {
  const secret = readDescription({
    ...good,
    url: 'https://t.example/upload?key=abcdefghijklmnopqrst&format=json',
    headers: { Authorization: 'Bearer abcdefghijklmnopqrst', Accept: 'application/json' },
    fields: { token: 'short', ssl: 'true' },
  })

  test('are masked in header, field and query, and nothing else is', () => {
    expect(maskDescription(secret)).toEqual({
      ...secret,
      url: 'https://t.example/upload?key=••••qrst&format=json',
      headers: { Authorization: '••••qrst', Accept: 'application/json' },
      fields: { token: '••••', ssl: 'true' },
    })
  })

  test('that come back masked stay what they were', () => {
    const shown = maskDescription(secret)
    const given = { ...shown, fields: { ...shown.fields, token: 'new' } }
    expect(unmaskDescription(given, secret)).toEqual({
      description: { ...secret, fields: { token: 'new', ssl: 'true' } },
      kept: ['url', 'headers'],
    })
  })
})
