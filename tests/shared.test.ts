import { describe, expect, test } from 'vitest'
import { shared } from './shared.ts'

const told: string[] = []

async function openNamed(name: string): Promise<AsyncDisposable & { name: string }> {
  told.push(`${name} opens`)
  return { name, [Symbol.asyncDispose]: async () => void told.push(`${name} closes`) }
}

describe('what the tests of a suite share', () => {
  const first = shared(() => openNamed('first'))
  const second = shared(() => openNamed(`after ${first.name}`))
  const bare = shared(async () => ({ name: 'needs no closing' }))

  test.each(['the first test', 'the second'])('is open for %s', () => {
    expect([first.name, second.name, bare.name]).toEqual(['first', 'after first', 'needs no closing'])
    expect(told).toEqual(['first opens', 'after first opens'])
  })
})

test('it is opened once, in its order, and closed after the last test, in the opposite order', () => {
  expect(told).toEqual(['first opens', 'after first opens', 'after first closes', 'first closes'])
})
