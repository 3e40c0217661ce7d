import { expect, test } from 'vitest'
import { seal, unseal } from './secrets.ts'

const app = (secret: string) => ({ config: { secret } }) as unknown as Parameters<typeof seal>[0]
const here = app('a secret of at least 32 characters')

test('what is sealed opens for its owner alone', () => {
  const sealed = seal(here, '{"key":"图"}', 'remote:1')
  expect(sealed).not.toContain('key')
  expect(unseal(here, sealed, 'remote:1')).toBe('{"key":"图"}')
  expect(unseal(here, sealed, 'remote:2')).toBeUndefined()
  expect(unseal(app('another secret of 32 characters !'), sealed, 'remote:1')).toBeUndefined()
})

test('no two are alike, and one that was changed does not open', () => {
  const sealed = seal(here, 'same', 'a')
  expect(seal(here, 'same', 'a')).not.toBe(sealed)
  const bytes = Buffer.from(sealed.slice(2), 'base64url')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  expect(unseal(here, `1.${bytes.toString('base64url')}`, 'a')).toBeUndefined()
  expect(unseal(here, '1.', 'a')).toBeUndefined()
})
