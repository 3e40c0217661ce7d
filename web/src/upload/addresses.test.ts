import { describe, expect, test } from 'vitest'
import { addressesOnly, nameOfAddress, readAddresses } from './addresses.ts'

describe('readAddresses', () => {
  test('each line is judged for itself', () => {
    const text = [
      'https://example.com/a.png',
      '',
      '  example.com/b.jpg ',
      'ftp://example.com/c.png',
      'javascript:alert(1)',
      'hello',
      'https://example.com/a.png',
      'https://user:word@example.com/a.png',
      'data:image/png;base64,AAAA',
      'data:text/html,<b>',
      'http://localhost:3000/x.png',
    ].join('\r\n')
    expect(readAddresses(text).map(({ url, problem }) => url ?? problem)).toEqual([
      'https://example.com/a.png',
      'https://example.com/b.jpg',
      'scheme',
      'address',
      'address',
      'repeated',
      'address',
      'data:image/png;base64,AAAA',
      'data',
      'http://localhost:3000/x.png',
    ])
  })

  test('other letters than ASCII are fine', () => {
    expect(readAddresses('https://例子.测试/图片.png')[0]?.url).toBe(
      'https://xn--fsqu00a.xn--0zwm56d/%E5%9B%BE%E7%89%87.png',
    )
  })
})

describe('addressesOnly', () => {
  test('takes a text of nothing but addresses', () => {
    expect(addressesOnly('https://a.example/1.png\nhttps://a.example/2.png')).toHaveLength(2)
  })
  test('leaves prose alone', () => {
    expect(addressesOnly('see https://a.example/1.png')).toEqual([])
    expect(addressesOnly('')).toEqual([])
  })
  test('takes however many there are', () => {
    const many = Array.from({ length: 130 }, (_, index) => `https://a.example/${index}.png`).join('\n')
    expect(addressesOnly(many)).toHaveLength(130)
  })
})

test('a file is called as the last part of its address', () => {
  expect(nameOfAddress('https://a.example/b/%E5%9B%BE.png?x=1')).toBe('图.png')
  expect(nameOfAddress('https://a.example/')).toBe('a.example')
  expect(nameOfAddress('https://a.example/%E5%.png')).toBe('%E5%.png')
  expect(nameOfAddress('data:image/jpeg;base64,AA')).toBe('data.jpg')
})
