/** BMPs in all the ways there are; every one shows the same 4 × 3 picture, whose colours `bitmapPixels` lists. */

const width = 4
const height = 3
const palette = ['#ff0000', '#00ff00', '#0000ff', '#ffffff'] as const
const picture = [
  [0, 1, 2, 3],
  [3, 3, 0, 0],
  [1, 2, 1, 2],
] as const

/** Red, green, blue of each pixel, rows from the top. */
export const bitmapPixels: readonly number[] = picture.flat().flatMap(colour)

export const bitmaps = {
  '24 bit': () => bitmap({ bits: 24, rows: rowsOf((index) => bgr(index)) }),
  '24 bit from the top': () =>
    bitmap({ bits: 24, rows: [...rowsOf((index) => bgr(index))].reverse(), topDown: true }),
  '24 bit with the header of OS/2': () => coreBitmap(),
  '32 bit': () => bitmap({ bits: 32, rows: rowsOf((index) => [...bgr(index), 0]) }),
  '16 bit 565': () =>
    bitmap({
      bits: 16,
      compression: 3,
      masks: [0xf800, 0x07e0, 0x001f],
      rows: rowsOf((index) => rgb565(index)),
    }),
  '16 bit 555': () => bitmap({ bits: 16, rows: rowsOf((index) => rgb555(index)) }),
  '8 bit palette': () => bitmap({ bits: 8, rows: rowsOf((index) => [index]) }),
  '4 bit palette': () =>
    bitmap({
      bits: 4,
      rows: fromBottom().map((row) => [
        ((row[0] ?? 0) << 4) | (row[1] ?? 0),
        ((row[2] ?? 0) << 4) | (row[3] ?? 0),
      ]),
    }),
  '8 bit RLE': () => bitmap({ bits: 8, compression: 1, data: rle8() }),
  '4 bit RLE': () => bitmap({ bits: 4, compression: 2, data: rle4() }),
} as const satisfies Record<string, () => Buffer>

/** A plain 24 bit BMP of any size, grey. */
export function sampleBmp(wide = 64, high = 48): Buffer {
  const stride = Math.ceil((wide * 3) / 4) * 4
  return assemble(infoHeader(wide, high, 24, 0), Buffer.alloc(stride * high, 0x80))
}

type Layout = {
  bits: number
  compression?: number
  masks?: number[]
  rows?: number[][]
  data?: number[]
  topDown?: boolean
}

function bitmap({ bits, compression = 0, masks = [], rows = [], data, topDown }: Layout): Buffer {
  const header = infoHeader(width, topDown ? -height : height, bits, compression)
  const words = Buffer.alloc(masks.length * 4)
  for (const [index, mask] of masks.entries()) words.writeUInt32LE(mask, index * 4)
  const pixels = Buffer.from(data ?? rows.flatMap(padRow))
  return assemble(Buffer.concat([header, words, bits <= 8 ? paletteBytes() : Buffer.alloc(0)]), pixels)
}

function assemble(header: Buffer, pixels: Buffer): Buffer {
  const head = Buffer.alloc(14)
  head.write('BM', 0, 'latin1')
  head.writeUInt32LE(14 + header.length + pixels.length, 2)
  head.writeUInt32LE(14 + header.length, 10)
  return Buffer.concat([head, header, pixels])
}

function infoHeader(wide: number, high: number, bits: number, compression: number): Buffer {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(wide, 4)
  header.writeInt32LE(high, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(bits, 14)
  header.writeUInt32LE(compression, 16)
  if (bits <= 8) header.writeUInt32LE(palette.length, 32)
  return header
}

function coreBitmap(): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt32LE(12, 0)
  for (const [at, value] of [
    [4, width],
    [6, height],
    [8, 1],
    [10, 24],
  ] as const)
    header.writeUInt16LE(value, at)
  return assemble(header, Buffer.from(rowsOf((index) => bgr(index)).flatMap(padRow)))
}

function fromBottom(): (readonly number[])[] {
  return [...picture].reverse()
}

function rowsOf(pixel: (index: number) => number[]): number[][] {
  return fromBottom().map((row) => row.flatMap(pixel))
}

function padRow(row: readonly number[]): number[] {
  return [...row, ...new Array<number>((4 - (row.length % 4)) % 4).fill(0)]
}

function paletteBytes(): Buffer {
  return Buffer.from(palette.flatMap((_, index) => [...bgr(index), 0]))
}

function colour(index: number): [number, number, number] {
  const value = Number.parseInt((palette[index] ?? palette[0]).slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function bgr(index: number): number[] {
  return colour(index).reverse()
}

function rgb565(index: number): number[] {
  const [red, green, blue] = colour(index)
  const value = ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3)
  return [value & 255, value >> 8]
}

function rgb555(index: number): number[] {
  const [red, green, blue] = colour(index)
  const value = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3)
  return [value & 255, value >> 8]
}

/** Absolute runs, encoded runs, ends of line, end of bitmap. */
function rle8(): number[] {
  return [0, 4, 1, 2, 1, 2, 0, 0, 2, 3, 2, 0, 0, 0, 0, 4, 0, 1, 2, 3, 0, 1]
}

function rle4(): number[] {
  return [4, 0x12, 0, 0, 2, 0x33, 2, 0x00, 0, 0, 0, 4, 0x01, 0x23, 0, 1]
}
