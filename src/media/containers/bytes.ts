import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { broken } from '../task.ts'

/** A file read here and there without holding it whole. */
export type Bytes = AsyncDisposable & {
  size: number
  /** Exactly `length` bytes, valid until the next read; refuses with `broken-file` when the file ends before. */
  at(position: number, length: number): Promise<Buffer>
}

const windowLength = 256 * 1024
/** A media process works on one file at a time, and mostly reads one at a time: its window is used again. */
let spare: Buffer | undefined = Buffer.allocUnsafeSlow(windowLength)

/**
 * Opens a file for reading through one window that moves along. Reads wait for the disk: a media process has nothing
 * else to do meanwhile, and a round through the thread pool costs more than most of them.
 */
export async function openBytes(path: string): Promise<Bytes> {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  let window = spare ?? Buffer.allocUnsafeSlow(windowLength)
  spare = undefined
  let start = 0
  let end = 0
  return {
    size,
    async at(position, length) {
      if (position < 0 || length < 0 || position + length > size) {
        throw broken(`ends at ${size}, before ${position + length}`)
      }
      if (position < start || position + length > end) {
        if (length > window.length) window = Buffer.allocUnsafeSlow(length)
        const bytesRead = readSync(file, window, 0, Math.min(window.length, size - position), position)
        start = position
        end = position + bytesRead
        if (bytesRead < length) throw broken('became shorter while it was read')
      }
      return window.subarray(position - start, position - start + length)
    },
    async [Symbol.asyncDispose]() {
      if (window.length === windowLength) spare = window
      closeSync(file)
    },
  }
}
