import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import type { RemoteFile } from './request.ts'

const side = 32

/** A small PNG of one random colour, so that no host has it already. */
export function samplePicture(): RemoteFile & { bytes: Uint8Array } {
  const colour = randomBytes(3)
  const row = Buffer.concat([Buffer.of(0), Buffer.concat(Array.from({ length: side }, () => colour))])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('tEXt', Buffer.from(`Comment\0${randomBytes(8).toString('hex')}`)),
    pngChunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
  const about = { title: 'Test', description: 'Test', tags: 'test', visibility: 'link' }
  return { bytes, name: 'tintype-test.png', type: 'image/png', size: bytes.length, about }
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
