import { describe, expect, test } from 'vitest'
import { derivedHex, derivedText, newId, nextId, randomText } from './ids.ts'

describe('ids', () => {
  test('sort by time', () => {
    const times = [0, 1, 61, 62, 1_700_000_000_000, 1_700_000_000_001, 3_000_000_000_000]
    const ids = times.map((time) => newId(time))
    expect([...ids].sort()).toEqual(ids)
  })
  test('have 11 or 29 characters, never the 15 of a store name', () => {
    expect(newId(Date.now())).toMatch(/^[A-Za-z0-9]{11}$/)
    expect(newId(Date.now(), 'long')).toMatch(/^[A-Za-z0-9]{29}$/)
  })
  test('sort in the order they were made, when the clock stands still or goes back', () => {
    const now = Date.now()
    const ids = [now, now, now - 3_600_000, now - 3_600_000, now].map((time) => nextId(time))
    expect(ids.toSorted()).toEqual(ids)
  })
})

describe('secrets', () => {
  test('random text has each character about as often', () => {
    const counts = new Map<string, number>()
    for (const character of randomText(62_000)) counts.set(character, (counts.get(character) ?? 0) + 1)
    expect(counts.size).toBe(62)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(250)
  })
  test('derived text is the same for the same parts and another for others', () => {
    const text = derivedText('s', ['delete', 'a', 0], 26)
    expect(text).toMatch(/^[A-Za-z0-9]{26}$/)
    expect(derivedText('s', ['delete', 'a', 0], 26)).toBe(text)
    expect(derivedText('s', ['delete', 'a', 1], 26)).not.toBe(text)
    expect(derivedText('t', ['delete', 'a', 0], 26)).not.toBe(text)
    expect(derivedText('s', ['delete', 'a0'], 26)).not.toBe(derivedText('s', ['deletea', 0], 26))
    expect(derivedHex('s', ['a'])).toMatch(/^[0-9a-f]{48}$/)
  })
})
