import { Readable } from 'node:stream'
import { baseName } from '../../core/file-names.ts'
import { AppError } from '../../errors.ts'
import type { Scratch } from './scratch.ts'
import type { Source } from './sources.ts'

/** Fetches what lies at an address onto this machine. Throws url-unreachable for the field `source`. */
export async function fetchFile(
  { url, name }: Source & { kind: 'address' },
  { scratch, signal }: { scratch: Scratch; signal: AbortSignal },
): Promise<Source & { kind: 'file' }> {
  try {
    const answer = await fetch(url, { signal, headers: { 'user-agent': 'Tintype' } })
    if (!answer.ok || !answer.body) {
      await answer.body?.cancel()
      throw unreachable(`${new URL(url).host} answered ${answer.status}`)
    }
    const file = await scratch.keep(Readable.fromWeb(answer.body), baseName(name), signal)
    if (file.size === 0) throw new AppError('empty-source', `${new URL(url).host} answered without any bytes`)
    return file
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof AppError) throw thrown
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
    const why = cause instanceof Error ? cause.message : String(cause)
    throw unreachable(`${new URL(url).host} cannot be reached: ${why}`, thrown)
  }
}

function unreachable(message: string, cause?: unknown): AppError {
  return new AppError('url-unreachable', message, { cause, details: { field: 'source' } })
}
