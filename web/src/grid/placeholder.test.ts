import { rgbaToThumbHash, thumbHashToAverageRGBA } from 'thumbhash'
import { expect, test } from 'vitest'
import { blurOf, colourOf, isSheer } from './placeholder.ts'

const hashOf = (colour: readonly [number, number, number]) =>
  rgbaToThumbHash(
    8,
    8,
    Array.from({ length: 8 * 8 }, (_, at) => [...colour.map((part) => Math.min(255, part + at)), 255]).flat(),
  )

test.each([
  [200, 30, 40],
  [12, 90, 180],
  [240, 240, 230],
  [3, 3, 9],
] as const)('the average is the one that the hash was made with: %i %i %i', (...colour) => {
  const hash = hashOf(colour)
  const { r, g, b } = thumbHashToAverageRGBA(hash)
  const part = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 255)
  expect(colourOf(Buffer.from(hash).toString('base64'))).toBe(`rgb(${part(r)} ${part(g)} ${part(b)})`)
})

test('a picture from a hash, and nothing from what is none', async () => {
  expect(await blurOf(Buffer.from(hashOf([9, 99, 199])).toString('base64'))).toMatch(
    /^data:image\/png;base64,/,
  )
  expect(await blurOf('%%%')).toBeUndefined()
  expect(colourOf('%%%')).toBeUndefined()
  expect(colourOf(undefined)).toBeUndefined()
})

test('behind what can be seen through there is no colour', async () => {
  const pixels = Array.from({ length: 8 * 8 }, () => [200, 30, 40, 60]).flat()
  const hash = Buffer.from(rgbaToThumbHash(8, 8, pixels)).toString('base64')
  expect(isSheer(hash)).toBe(true)
  expect([colourOf(hash), await blurOf(hash)]).toEqual([undefined, undefined])
})
