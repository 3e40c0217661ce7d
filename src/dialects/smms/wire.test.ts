import { describe, expect, test } from 'vitest'
import { AppError, errorCodes } from '../../errors.ts'
import { refusals, refused, sizeText } from './wire.ts'
import { toXml } from './xml.ts'

describe('sizes in words', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KB'],
    [2706034, '2.58 MB'],
    [53687091200, '50.00 GB'],
    [1048575, '1.00 MB'],
    [1048570, '1023.99 KB'],
    [1024 ** 4 * 1.5, '1.50 TB'],
    [1024 ** 6, '1024.00 PB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text)
  })
})

describe('refusals', () => {
  test('every code has words, and only three are not 200', () => {
    for (const code of errorCodes) {
      const { status, answer } = refused(new AppError(code, 'Public words'))
      expect(answer).toMatchObject({ success: false, code: refusals[code].code })
      expect(answer.message).not.toBe('')
      expect(answer.message).not.toContain('{')
      const expected =
        { 'too-large': 413, flood: 429, internal: 500, 'storage-full': 500 }[code as string] ?? 200
      expect(status).toBe(expected)
    }
  })

  test('details are put in where there are some', () => {
    const details = { count: 100, period: 'hour' } as const
    const { answer } = refused(new AppError('flood', 'Words', { details }))
    expect(answer.message).toBe('Flood detected. You can only upload 100 images per hour')
    expect(refused(new AppError('flood', 'Try later')).answer.message).toBe('Try later.')
  })
})

describe('XML', () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>'

  test('a tree, lists as items', () => {
    const tree = { success: true, n: 0, none: [], data: [{ a: 1 }, { a: 'x' }], inner: { b: '' } }
    const body =
      '<success>true</success><n>0</n><none></none><data><item><a>1</a></item><item><a>x</a></item></data><inner><b></b></inner>'
    expect(toXml(tree)).toBe(`${head}<root>${body}</root>`)
  })

  test('every character is written so that XML may hold it, or left out', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCharCode(code)
      const text = toXml({ a: `x${character}y` }).slice(
        head.length + '<root><a>'.length,
        -'</a></root>'.length,
      )
      const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]$/.test(character)
      const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }[character]
      expect(text).toBe(`x${allowed ? (escaped ?? character) : ''}y`)
    }
    expect(toXml({ a: '😀' })).toContain('<a>😀</a>')
  })
})
