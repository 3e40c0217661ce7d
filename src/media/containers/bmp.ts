import { broken } from '../task.ts'
import type { Bytes } from './bytes.ts'

/** Size of a BMP from its header; a negative height only says that rows run from the top. */
export async function readBmp(bytes: Bytes): Promise<{ width: number; height: number }> {
  const head = await bytes.at(14, 12)
  const isCore = head.readUInt32LE(0) === 12
  const width = isCore ? head.readUInt16LE(4) : head.readInt32LE(4)
  const height = isCore ? head.readUInt16LE(6) : Math.abs(head.readInt32LE(8))
  if (width <= 0 || height <= 0) throw broken('a BMP without size')
  return { width, height }
}
