import { randomBytes } from 'node:crypto'
import { closeSync, constants, fsync, linkSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { keyPart, listFiles, temporaryPrefix } from './disk-list.ts'
import type { ByteRange, NewFile, Store, StoredFile } from './store.ts'

/** One folder and everything under it, as the only place where this store reads and writes. */
type Disk = { root: string; durableFolders: Set<string> }

const keyPattern = new RegExp(`^${keyPart}(?:/${keyPart})*$`)
const syncFile = promisify(fsync)
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW
/** How often a folder may be removed under our hands by others before we give up. */
const folderAttempts = 20

/**
 * A store in the folder `dir`, which is made when it is not there. A key is a path below it: parts of
 * `[A-Za-z0-9_.-]` that do not begin with a dot, divided by `/`; any other key throws. Symbolic links are not followed.
 */
export function openDisk(dir: string): Store {
  mkdirSync(dir, { recursive: true })
  const disk: Disk = { root: realpathSync(dir), durableFolders: new Set() }
  return {
    put: (files) => putFiles(disk, files),
    copy: (files) => copyFiles(disk, files),
    open: (key, range) => openFile(disk, key, range),
    stat: (key) => statFile(disk, key),
    remove: (keys) => removeFiles(disk, keys),
    list: (prefix) => listFiles(disk.root, prefix),
    link: (key) => ({ path: resolveKey(disk, key) }),
  }
}

function resolveKey(disk: Disk, key: string): string {
  if (!keyPattern.test(key)) throw new Error(`Not a key: ${JSON.stringify(key)}`)
  const path = join(disk.root, key)
  if (!path.startsWith(disk.root + sep)) throw new Error(`Key outside the store: ${key}`)
  return path
}

async function putFiles(disk: Disk, files: readonly NewFile[]): Promise<boolean> {
  const places = files.map(({ key, path }) => ({ source: path, target: resolveKey(disk, key) }))
  const folders = new Set(places.map(({ target }) => dirname(target)))
  await Promise.all(places.map(({ source }) => syncPath(source)))
  const placed: string[] = []
  try {
    for (const folder of folders) makeFolder(disk, folder)
    for (const { source, target } of places) {
      await placeInFolder(disk, source, target)
      placed.push(target)
    }
    for (const folder of folders) await syncFolders(disk, folder)
    return true
  } catch (error) {
    for (const target of placed) await fs.rm(target, { force: true })
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Names are links: the time is set before, so that no sweep takes the new one for a file left over from long ago. */
async function copyFiles(disk: Disk, files: readonly { from: string; to: string }[]): Promise<boolean> {
  const now = new Date()
  for (const { from } of files) {
    await using file = await openHandle(disk, from)
    if (file === undefined) throw new Error(`Not in the store: ${from}`)
    await file.utimes(now, now)
  }
  return putFiles(
    disk,
    files.map(({ from, to }) => ({ key: to, path: resolveKey(disk, from), type: '' })),
  )
}

async function placeInFolder(disk: Disk, source: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await placeFile(source, target)
    } catch (error) {
      // A removal elsewhere may take away the folder while it is still empty.
      if (systemCode(error) !== 'ENOENT' || attempt === folderAttempts) throw error
      await fs.access(source)
      makeFolder(disk, dirname(target))
    }
  }
}

function makeFolder(disk: Disk, folder: string): void {
  try {
    const made = mkdirSync(folder, { recursive: true })
    if (made !== undefined) disk.durableFolders.delete(folder)
  } catch (error) {
    // EEXIST must go on to mean that the key is taken.
    throw systemCode(error) === 'EEXIST' ? new Error(`Not a folder: ${folder}`, { cause: error }) : error
  }
  if (realpathSync.native(folder) !== folder) throw new Error(`Symbolic link in the store: ${folder}`)
}

/** Gives the bytes of `source` the name `target` too, in one step; EEXIST when the name is taken. */
async function placeFile(source: string, target: string): Promise<void> {
  try {
    linkSync(source, target)
  } catch (error) {
    if (!isUnlinkable(error)) throw error
    await placeCopy(source, target)
  }
}

async function placeCopy(source: string, target: string): Promise<void> {
  const copy = join(dirname(target), temporaryPrefix + randomBytes(12).toString('hex'))
  try {
    await fs.copyFile(source, copy, constants.COPYFILE_EXCL)
    await syncPath(copy)
    await fs.link(copy, target)
  } catch (error) {
    if (!isUnlinkable(error)) throw error
    await claimName(copy, target)
  } finally {
    await fs.rm(copy, { force: true })
  }
}

/** For file systems without hard links: only who creates the name may then rename onto it. */
async function claimName(copy: string, target: string): Promise<void> {
  const claim = await fs.open(target, 'wx')
  await claim.close()
  try {
    await fs.rename(copy, target)
  } catch (error) {
    await fs.rm(target, { force: true })
    throw error
  }
}

/** Opening and closing never wait for the disk as syncing does: only that is worth a round through the thread pool. */
async function syncPath(path: string): Promise<void> {
  const file = openSync(path, readOnly)
  try {
    await syncFile(file)
  } finally {
    closeSync(file)
  }
}

/** Makes the names in `folder`, and the folders above it that may be new, survive a power cut. */
async function syncFolders(disk: Disk, folder: string): Promise<void> {
  await syncFolder(folder)
  if (folder === disk.root || disk.durableFolders.has(folder)) return
  for (let path = folder; path !== disk.root; ) {
    path = dirname(path)
    await syncFolder(path)
  }
  if (disk.durableFolders.size > 1000) disk.durableFolders.clear()
  disk.durableFolders.add(folder)
}

async function syncFolder(folder: string): Promise<void> {
  try {
    await syncPath(folder)
  } catch (error) {
    // Some network file systems cannot do this; they keep names in order by themselves.
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(systemCode(error))) throw error
  }
}

async function openFile(disk: Disk, key: string, range?: ByteRange): Promise<Readable | undefined> {
  const file = await openHandle(disk, key)
  if (file === undefined) return undefined
  return file.createReadStream({ ...range, highWaterMark: 256 * 1024 })
}

async function statFile(disk: Disk, key: string): Promise<StoredFile | undefined> {
  await using file = await openHandle(disk, key)
  if (file === undefined) return undefined
  const { size, mtimeMs } = await file.stat()
  return { size, modified: Math.trunc(mtimeMs) }
}

async function openHandle(disk: Disk, key: string): Promise<fs.FileHandle | undefined> {
  const path = resolveKey(disk, key)
  try {
    if ((await fs.realpath(dirname(path))) !== dirname(path)) return undefined
    const file = await fs.open(path, readOnly | constants.O_NONBLOCK)
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
  return undefined
}

async function removeFiles(disk: Disk, keys: readonly string[]): Promise<void> {
  const folders = new Set<string>()
  for (const path of keys.map((key) => resolveKey(disk, key))) {
    try {
      if ((await fs.realpath(dirname(path))) !== dirname(path)) continue
      folders.add(dirname(path))
      await fs.unlink(path)
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }
  for (const folder of folders) await removeEmptyFolders(disk, folder)
}

async function removeEmptyFolders(disk: Disk, folder: string): Promise<void> {
  for (let path = folder; path !== disk.root; path = dirname(path)) {
    try {
      await fs.rmdir(path)
      disk.durableFolders.delete(path)
    } catch (error) {
      if (systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST') return
      if (!isAbsent(error)) throw error
    }
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'].includes(systemCode(error))
}

/** Another file system, or one without hard links. */
function isUnlinkable(error: unknown): boolean {
  return ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(systemCode(error))
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
