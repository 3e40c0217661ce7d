import { open } from 'node:fs/promises'
import { broken } from '../task.ts'

/** A file read here and there without holding it whole. */
export type Bytes = AsyncDisposable & {
  size: number
  /** Exactly `length` bytes, valid until the next read; refuses with `broken-file` when the file ends before. */
  at(position: number, length: number): Promise<Buffer>
}

const windowLength = 256 * 1024

/** Opens a file for reading through one window that moves along. */
export async function openBytes(path: string): Promise<Bytes> {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  let window = Buffer.alloc(Math.min(windowLength, size))
  let start = 0
  let end = 0
  return {
    size,
    async at(position, length) {
      if (position < 0 || length < 0 || position + length > size) {
        throw broken(`ends at ${size}, before ${position + length}`)
      }
      if (position < start || position + length > end) {
        if (length > window.length) window = Buffer.alloc(length)
        const { bytesRead } = await file.read(window, 0, window.length, position)
        start = position
        end = position + bytesRead
        if (bytesRead < length) throw broken('became shorter while it was read')
      }
      return window.subarray(position - start, position - start + length)
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}
