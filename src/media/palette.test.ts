import { expect, test } from 'vitest'
import { paletteOf } from './palette.ts'
import { samplePixels } from './placeholder.ts'

const width = 100

/** A picture of stripes: each colour with the number of columns that it covers. */
function stripes(parts: readonly (readonly [pixel: readonly number[], columns: number])[]) {
  const channels = (parts[0]?.[0].length ?? 3) as 3 | 4
  const row = Buffer.concat(parts.flatMap(([pixel, columns]) => Array(columns).fill(Buffer.from(pixel))))
  return { data: Buffer.concat(Array(width).fill(row)), width, height: width, channels }
}

test('the colours that cover most of a picture, the largest first, those alike as one', () => {
  const picture = stripes([
    [[250, 10, 10], 20],
    [[10, 10, 240], 50],
    [[240, 20, 20], 10],
    [[255, 255, 255], 20],
  ])
  const palette = paletteOf(samplePixels(picture))
  expect(palette[0]).toBe('#0a0af0')
  expect(palette[1]).toMatch(/^#f[0-9a-f][01][0-9a-f][01][0-9a-f]$/)
  expect(palette[2]).toBe('#ffffff')
  expect(palette).toHaveLength(3)
})

test('five at most, and none of what is transparent', () => {
  const many = [0, 60, 120, 180, 240].flatMap((red) => [
    [[red, 0, 0, 255], 5] as const,
    [[0, red, 250, 255], 5] as const,
  ])
  expect(paletteOf(samplePixels(stripes([...many, [[0, 255, 0, 0], 50]])))).toHaveLength(5)
  expect(paletteOf(samplePixels(stripes([[[0, 255, 0, 0], 100]])))).toEqual([])
})
