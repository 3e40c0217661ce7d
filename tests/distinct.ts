import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** A small PNG that no other number and word give, without any metadata. */
export function distinctPng(number: number, word = ''): Buffer {
  const [width, height] = [16 + (number % 17), 12 + (number % 5)]
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const rows = Array.from({ length: height }, (_row, y) => [
    Buffer.of(0),
    noise(`${word} ${number} ${y}`, width * 3),
  ])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A JPEG wide enough to get a medium, without any metadata. */
export function distinctJpeg(number: number, word = ''): Promise<Buffer> {
  const [width, height] = [520, 40 + (number % 9)]
  const data = noise(`${word} ${number}`, width * height * 3)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer()
}

/** Bytes that look random but are the same for the same seed. */
function noise(seed: string, length: number): Buffer {
  const parts: Buffer[] = []
  for (let made = 0; made < length; made += 64) {
    parts.push(createHash('sha512').update(`${seed} ${made}`).digest())
  }
  return Buffer.concat(parts).subarray(0, length)
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
