import { describe, expect, test } from 'vitest'
import { fixture } from './fixture.ts'

const told: string[] = []

async function openNamed(name: string): Promise<AsyncDisposable & { name: string }> {
  told.push(`${name} opens`)
  return { name, [Symbol.asyncDispose]: async () => void told.push(`${name} closes`) }
}

describe('what the tests of a suite share', () => {
  const first = fixture(() => openNamed('first'))
  const second = fixture(() => openNamed(`after ${first.name}`))
  const counted = { times: 0 }
  const bare = fixture(async () => counted)
  const early = (async () => first.name)()
  early.catch(() => {})

  test('cannot be asked anything before it is open', async () => {
    await expect(early).rejects.toThrow('opened before the first of them')
  })

  test.each(['the first test', 'the second'])('is open for %s', () => {
    expect([first.name, second.name]).toEqual(['first', 'after first'])
    expect(told).toEqual(['first opens', 'after first opens'])
  })

  test('is the thing itself: what is set is set of it, and all of it can be read', () => {
    bare.times += 1
    expect(counted).toEqual({ times: 1 })
    expect([{ ...bare }, 'times' in bare, Object.keys(bare)]).toEqual([{ times: 1 }, true, ['times']])
  })
})

test('it is opened once, in its order, and closed after the last test, in the opposite order', () => {
  expect(told).toEqual(['first opens', 'after first opens', 'after first closes', 'first closes'])
})
