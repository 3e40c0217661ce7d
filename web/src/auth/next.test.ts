import { expect, test } from 'vitest'
import { nextPath } from './next.ts'

const next = (asked: string, base = '') =>
  nextPath(new URL(`http://site/login?next=${encodeURIComponent(asked)}`), base)

test('goes back to where one came from', () => {
  expect(next('/my?sort=oldest&q=a%26b')).toBe('/my?sort=oldest&q=a%26b')
  expect(next('/pictures/my', '/pictures')).toBe('/my')
  expect(next('/my', '/pictures')).toBe('/my')
})

test.each([
  'https://elsewhere.example/',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  'javascript:alert(1)',
  '/\t/elsewhere.example',
  '',
  '/login?next=/login',
])('never to another site or in a circle: %j', (asked) => {
  expect(next(asked)).toBe('/')
})
