import { createHash, type Hash } from 'node:crypto'
import { constants, copyFile, type FileHandle, open } from 'node:fs/promises'
import type { Cut } from './cut.ts'

const step = 1024 * 1024

/**
 * Writes `source` without the ranges in `cuts`, which are in order, to `target`; a few megabytes are in memory at most.
 * Where nothing moves, the file system is asked to share the bytes and only the ranges are written.
 */
export async function applyCuts(
  source: string,
  target: string,
  cuts: readonly Cut[],
): Promise<{ md5: string; bytes: number }> {
  if (cuts.every(keepsLength)) {
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    await using file = await open(target, 'r+')
    for (const cut of cuts)
      for (const [text, at] of replacement(cut)) await file.write(text, 0, text.length, at)
    return await hashFile(file)
  }
  await using input = await open(source, 'r')
  await using output = await open(target, 'w')
  const writer = openWriter(output)
  let at = 0
  for (const cut of cuts) {
    await copyRange(input, writer, at, cut.start)
    for (const [text] of replacement(cut)) await writer.write(text)
    at = cut.end
  }
  await copyRange(input, writer, at, (await input.stat()).size)
  return { md5: writer.hash.digest('hex'), bytes: writer.written() }
}

type Writer = { write(bytes: Buffer): Promise<void>; hash: Hash; written(): number }

function openWriter(output: FileHandle): Writer {
  const hash = createHash('md5')
  let written = 0
  return {
    hash,
    written: () => written,
    async write(bytes) {
      hash.update(bytes)
      for (let at = 0; at < bytes.length; ) {
        at += (await output.write(bytes, at, bytes.length - at)).bytesWritten
      }
      written += bytes.length
    },
  }
}

async function copyRange(input: FileHandle, writer: Writer, from: number, to: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(step, to - from)))
  for (let at = from; at < to; ) {
    const { bytesRead } = await input.read(buffer, 0, Math.min(step, to - at), at)
    if (bytesRead === 0) throw new Error('the file became shorter while it was copied')
    await writer.write(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
}

function keepsLength(cut: Cut): boolean {
  return cut.pad === true || (cut.with?.length ?? 0) === cut.end - cut.start
}

function* replacement(cut: Cut): Generator<[Buffer, number]> {
  const text = cut.with ?? Buffer.alloc(0)
  yield [text, cut.start]
  if (!cut.pad) return
  const zeros = Buffer.alloc(Math.min(step, cut.end - cut.start - text.length))
  for (let at = cut.start + text.length; at < cut.end; at += zeros.length) {
    yield [zeros.subarray(0, Math.min(zeros.length, cut.end - at)), at]
  }
}

async function hashFile(file: FileHandle): Promise<{ md5: string; bytes: number }> {
  const hash = createHash('md5')
  const buffer = Buffer.allocUnsafe(step)
  let bytes = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, step, bytes)
    if (bytesRead === 0) return { md5: hash.digest('hex'), bytes }
    hash.update(buffer.subarray(0, bytesRead))
    bytes += bytesRead
  }
}
