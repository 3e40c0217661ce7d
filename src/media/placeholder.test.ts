import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash'
import { expect, test } from 'vitest'
import { hashSamples, samplePixels } from './placeholder.ts'

test.each([
  [1, [90], [90, 90, 90, 255]],
  [2, [90, 255], [90, 90, 90, 255]],
  [3, [200, 40, 40], [200, 40, 40, 255]],
  [4, [20, 40, 160, 255], [20, 40, 160, 255]],
] as const)('a placeholder has the colour of its picture, of %i channels', (channels, pixel, expected) => {
  const data = Buffer.alloc(300 * 150 * channels, Buffer.from(pixel))
  const hash = Buffer.from(hashSamples(samplePixels({ data, width: 300, height: 150, channels })), 'base64')
  const { r, g, b, a } = thumbHashToAverageRGBA(hash)
  for (const [index, value] of [r, g, b, a].entries()) {
    expect(Math.abs(value * 255 - (expected[index] ?? 0))).toBeLessThan(12)
  }
  expect(thumbHashToApproximateAspectRatio(hash)).toBeGreaterThan(1)
})
