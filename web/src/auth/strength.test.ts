import { expect, test } from 'vitest'
import { strengthOf } from './strength.ts'

test.each([
  ['short', 0],
  ['12345678', 1],
  ['aaaaaaaaaaaa', 1],
  ['Password123', 1],
  ['anna-2026!', 1],
  ['kestrel9', 1],
  ['blue horse radio', 3],
  ['correct horse battery staple', 4],
  ['V7#kq!m2Zr9x', 4],
])('%s is %d', (password, strength) => {
  expect(strengthOf(password, ['anna'])).toBe(strength)
})
