import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** `start` at the length field, `data` at the payload, `end` after the checksum. */
export type Chunk = { type: string; start: number; data: number; end: number }

export type Png = {
  /** All but the picture's data. */
  chunks: Chunk[]
  width: number
  height: number
  /** 1 unless it is an APNG. */
  frames: number
  /** After IEND. */
  end: number
}

/** Walks a PNG's chunks (PNG third edition, which has APNG) without decoding. */
export async function readPng(bytes: Bytes): Promise<Png> {
  const chunks: Chunk[] = []
  let frames = 0
  let animated = false
  let pictured = false
  let at = 8
  for (;;) {
    const head = await bytes.at(at, 8)
    const type = head.toString('latin1', 4, 8)
    const chunk = { type, start: at, data: at + 8, end: at + 12 + head.readUInt32BE() }
    if (chunk.end > bytes.size) throw broken(`the PNG ends within ${type}`)
    if (chunks.length === 0 && type !== 'IHDR') throw broken('the PNG has no header')
    if (type === 'fcTL') frames += 1
    if (type === 'acTL' && !pictured) animated = true
    if (type === 'IDAT') pictured = true
    if (type !== 'IDAT' && type !== 'fdAT' && type !== 'fcTL') chunks.push(chunk)
    if (chunks.length > 10_000) throw broken('too many PNG chunks')
    at = chunk.end
    if (type === 'IEND') break
  }
  if (!pictured) throw broken('the PNG has no picture')
  const header = await bytes.at(16, 8)
  return {
    chunks,
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    frames: animated ? Math.max(1, frames) : 1,
    end: at,
  }
}
