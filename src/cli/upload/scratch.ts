import { createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { baseName } from '../../core/file-names.ts'
import { isMediaName } from './media-names.ts'
import type { Source } from './sources.ts'

/** A folder for what is no file yet. It is made when it is needed, for its owner only, and removed when disposed. */
export type Scratch = AsyncDisposable & {
  /**
   * Keeps bytes as a file called `name`; when that tells no kind, its extension is what the bytes are. Throws what
   * reading them throws.
   */
  keep(bytes: Readable, name: string, signal?: AbortSignal): Promise<Source & { kind: 'file' }>
}

export function openScratch(): Scratch {
  let made: Promise<string> | undefined
  let count = 0
  return {
    async keep(bytes, wanted, signal) {
      made ??= mkdtemp(join(tmpdir(), 'tintype-upload-'))
      const draft = join(await made, `${++count}`)
      await pipeline(bytes, createWriteStream(draft, { mode: 0o600 }), signal ? { signal } : {})
      const name = await nameFor(draft, wanted)
      const path = `${draft}${/\.[a-z0-9]+$/i.exec(name)?.[0] ?? ''}`
      if (path !== draft) await rename(draft, path)
      return { kind: 'file', path, name, size: (await stat(path)).size }
    },
    async [Symbol.asyncDispose]() {
      if (made) await rm(await made, { recursive: true, force: true })
    },
  }
}

async function nameFor(path: string, wanted: string): Promise<string> {
  const name = baseName(wanted) || 'upload'
  if (isMediaName(name)) return name
  const { fileTypeFromFile } = await import('file-type')
  const type = await fileTypeFromFile(path)
  return type ? `${name}.${type.ext}` : name
}
