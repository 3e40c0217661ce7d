import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** `start` at the four letters, `data` at the payload of `length` bytes, `end` after the padding. */
export type RiffChunk = { type: string; start: number; data: number; length: number; end: number }

export type Webp = {
  chunks: RiffChunk[]
  width: number
  height: number
  frames: number
  animated: boolean
  /** After the RIFF. */
  end: number
}

/** Walks a WebP's chunks (RFC 9649) without decoding. */
export async function readWebp(bytes: Bytes): Promise<Webp> {
  const end = 8 + (await bytes.at(4, 4)).readUInt32LE()
  if (end > bytes.size) throw broken('the WebP is shorter than it says')
  const chunks: RiffChunk[] = []
  let frames = 0
  for (let at = 12; at + 8 <= end; ) {
    const head = await bytes.at(at, 8)
    const length = head.readUInt32LE(4)
    const type = head.toString('latin1', 0, 4)
    const chunk = {
      type,
      start: at,
      data: at + 8,
      length,
      end: Math.min(at + 8 + length + (length & 1), end),
    }
    if (chunk.data + length > end) throw broken(`the WebP ends within ${type}`)
    if (type === 'ANMF') frames += 1
    else chunks.push(chunk)
    if (chunks.length > 10_000) throw broken('too many WebP chunks')
    at = chunk.end
  }
  const size = await readSize(bytes, chunks)
  return { chunks, ...size, frames: Math.max(1, frames), animated: frames > 0, end }
}

async function readSize(bytes: Bytes, chunks: RiffChunk[]): Promise<{ width: number; height: number }> {
  const [first] = chunks
  if (!first || first.length < 10) throw broken('the WebP has no header')
  const head = await bytes.at(first.data, 10)
  if (first.type === 'VP8X') return { width: 1 + head.readUIntLE(4, 3), height: 1 + head.readUIntLE(7, 3) }
  if (first.type === 'VP8 ') {
    return { width: head.readUInt16LE(6) & 0x3fff, height: head.readUInt16LE(8) & 0x3fff }
  }
  if (first.type === 'VP8L') {
    const bits = head.readUInt32LE(1)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  throw broken(`a WebP that begins with ${first.type}`)
}
