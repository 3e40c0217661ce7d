import { expect, test } from 'vitest'
import { wordingFor } from './language.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['de, zh-TW;q=0.5', 'zh-CN'],
  ['fr', 'en'],
  ['en;q=0.2, ZH;q=0.7', 'zh-CN'],
  ['zh;q=0, en', 'en'],
  ['zh;q=nonsense', 'en'],
  [`${'x,'.repeat(100_000)}zh`, 'en'],
])('Accept-Language %s is answered in %s', (accepted, tag) => {
  expect(wordingFor(accepted).tag).toBe(tag)
})
