import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import type { ByteRange } from '../storage/store.ts'

/** A client that went away; nobody needs to hear of it. */
export class GoneError extends Error {}

const pieceSize = 256 * 1024
/** Beyond this many at a time, slow readers would hold too much memory. */
const mostPieces = 64
const smallPieceSize = 64 * 1024
const freePieces: Buffer[] = []
let piecesInUse = 0

/** Opens a stored file of exactly `size` bytes by its path; undefined when it is not there, or only by a symbolic link. */
export async function openStored(path: string, size: number): Promise<FileHandle | undefined> {
  try {
    if ((await realpath(dirname(path))) !== dirname(path)) return undefined
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = await file.stat()
    if (found.isFile() && found.size === size) return file
    await file.close()
    throw new Error(`${path} is not a file of ${size} bytes, as its row says`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ELOOP'))
      return undefined
    throw error
  }
}

/**
 * Sends a part of a file as the rest of an answer whose head is written, at the pace of the reader. Its few large
 * buffers are used again and again: a stream of Node's takes new ones for each piece, at twice the cost.
 * Throws GoneError when `gone` says that nobody reads any more.
 */
export async function pumpFile(
  file: FileHandle,
  range: ByteRange,
  to: { response: ServerResponse; gone: AbortSignal },
): Promise<void> {
  const piece = takePiece()
  try {
    for (let at = range.start; at <= range.end; ) {
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, range.end + 1 - at), at)
      if (bytesRead === 0) throw new Error('a stored file became shorter while it was sent')
      at += bytesRead
      await write(to, piece.subarray(0, bytesRead))
    }
    // A piece that could not be written to its end may still be looked at: only now it is free.
    if (piece.length === pieceSize && freePieces.length < mostPieces) freePieces.push(piece)
    to.response.end()
  } finally {
    piecesInUse--
  }
}

function takePiece(): Buffer {
  piecesInUse++
  if (piecesInUse > mostPieces) return Buffer.allocUnsafeSlow(smallPieceSize)
  return freePieces.pop() ?? Buffer.allocUnsafeSlow(pieceSize)
}

/** Resolves once the bytes are no longer needed. A response that waits behind another on its connection may never tell. */
function write(to: { response: ServerResponse; gone: AbortSignal }, bytes: Buffer): Promise<void> {
  const { response, gone } = to
  return new Promise((resolve, reject) => {
    const stop = () => reject(new GoneError('the client went away'))
    if (gone.aborted) return stop()
    gone.addEventListener('abort', stop, { once: true })
    response.write(bytes, (error) => {
      gone.removeEventListener('abort', stop)
      if (error) reject(error)
      else resolve()
    })
  })
}
