import { rgbaToThumbHash } from 'thumbhash'
import type { Pixels } from './derived.ts'

const side = 40
/** Samples along each side of a cell: enough to average out noise. */
const samples = 2

/** A picture as a grid of at most 40 by 40 averages: red, green, blue and opacity of each in turn. */
export type Samples = { rgba: Uint8Array; width: number; height: number }

/** A ThumbHash of a picture, base64. It knows so few frequencies that a grid of samples says as much as every pixel. */
export function hashSamples({ rgba, width, height }: Samples): string {
  return Buffer.from(rgbaToThumbHash(width, height, rgba)).toString('base64')
}

/** Looks at a picture here and there. */
export function samplePixels(pixels: Pixels): Samples {
  const share = Math.min(1, side / Math.max(pixels.width, pixels.height))
  const width = Math.max(1, Math.round(pixels.width * share))
  const height = Math.max(1, Math.round(pixels.height * share))
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      rgba.set(averageCell(pixels, { x: x / width, y: y / height, width, height }), (y * width + x) * 4)
  }
  return { rgba, width, height }
}

type Cell = { x: number; y: number; width: number; height: number }

/** Red, green, blue and opacity of a part of the picture; grey pictures have one colour, or two values with opacity. */
function averageCell(
  { data, width, height, channels }: Pixels,
  cell: Cell,
): [number, number, number, number] {
  const isGrey = channels < 3
  const opaque = channels === 1 || channels === 3
  const sum = [0, 0, 0, 0] as [number, number, number, number]
  for (let index = 0; index < samples * samples; index++) {
    const x = Math.floor((cell.x + ((index % samples) + 0.5) / samples / cell.width) * width)
    const y = Math.floor((cell.y + (Math.floor(index / samples) + 0.5) / samples / cell.height) * height)
    const at = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * channels
    sum[0] += data[at] ?? 0
    sum[1] += data[isGrey ? at : at + 1] ?? 0
    sum[2] += data[isGrey ? at : at + 2] ?? 0
    sum[3] += opaque ? 255 : (data[at + channels - 1] ?? 0)
  }
  const count = samples * samples
  return [sum[0] / count, sum[1] / count, sum[2] / count, sum[3] / count]
}
