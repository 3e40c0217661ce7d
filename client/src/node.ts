import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { badInput } from './errors.ts'
import type { UploadStore } from './store.ts'

/** A file on disk as a source for `upload`: its bytes are read when they are sent. Throws bad-input when there is none. */
export async function openFile(path: string): Promise<File> {
  try {
    const facts = await stat(path)
    if (!facts.isFile()) throw badInput('source', `${path} is no file`)
    return new File([await openAsBlob(path)], basename(path), { lastModified: facts.mtimeMs })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw badInput('source', `there is no file ${path}`, cause)
    }
    throw cause
  }
}

/** Remembers uploads in parts in a folder, a small file each, which is made when it is needed. */
export function openFileStore(folder: string): UploadStore {
  const pathFor = (name: string) =>
    join(resolve(folder), `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.txt`)
  return {
    async get(name) {
      const text = await readFile(pathFor(name), 'utf8').catch(() => '')
      return text.trim() || undefined
    },
    async set(name, address) {
      const path = pathFor(name)
      const draft = `${path}.${process.pid}`
      await mkdir(resolve(folder), { recursive: true, mode: 0o700 })
      await writeFile(draft, `${address}\n`, { mode: 0o600 })
      await rename(draft, path)
    },
    delete: (name) => rm(pathFor(name), { force: true }),
  }
}
