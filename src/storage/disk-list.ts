import type { Dirent } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { StoredFile } from './store.ts'

/** What a part of a key between slashes may be. */
export const keyPart = '[A-Za-z0-9_-][A-Za-z0-9_.-]*'
const partPattern = new RegExp(`^${keyPart}$`)

/** How names of copies that are still being written begin; no key can look like that. */
export const temporaryPrefix = '.put-'

const abandonedAfter = 60 * 60 * 1000

/**
 * Every file below `root` whose key begins with `prefix`; what has a name that no key has is not ours (`lost+found`
 * on a disk of its own) and is not looked at. Copies that a killed process left behind are never told;
 * those untouched for an hour are removed on the way, since nobody else would find them.
 */
export async function* listFiles(root: string, prefix: string): AsyncGenerator<{ key: string } & StoredFile> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (folder.split('/').some((part) => part.startsWith('.')) || !(await isReal(join(root, folder)))) return
  for await (const key of walkFolder(root, folder, prefix)) {
    const found = await statPath(join(root, key))
    if (found !== undefined) yield { key, ...found }
  }
}

/** False also when a symbolic link is on the way. */
async function isReal(folder: string): Promise<boolean> {
  try {
    return relative(await fs.realpath(folder), folder) === ''
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

/** `folder` is '' or ends with a slash. */
async function* walkFolder(root: string, folder: string, prefix: string): AsyncGenerator<string> {
  for await (const entry of readFolder(join(root, folder))) {
    const key = folder + entry.name
    if (entry.name.startsWith('.')) await removeAbandoned(join(root, key), entry)
    else if (!partPattern.test(entry.name)) continue
    else if (entry.isDirectory() && (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))) {
      yield* walkFolder(root, `${key}/`, prefix)
    } else if (entry.isFile() && key.startsWith(prefix)) yield key
  }
}

async function* readFolder(path: string): AsyncGenerator<Dirent> {
  try {
    yield* await fs.opendir(path)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

async function removeAbandoned(path: string, entry: Dirent): Promise<void> {
  if (!entry.isFile() || !entry.name.startsWith(temporaryPrefix)) return
  const found = await statPath(path)
  if (found !== undefined && found.modified < Date.now() - abandonedAfter) await fs.rm(path, { force: true })
}

async function statPath(path: string): Promise<StoredFile | undefined> {
  try {
    const { size, mtimeMs } = await fs.lstat(path)
    return { size, modified: Math.trunc(mtimeMs) }
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
