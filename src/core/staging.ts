import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, mkdirSync, rmSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, dataPaths } from '../config.ts'
import { AppError } from '../errors.ts'

/** What staging needs of the app. */
export type StagingApp = { config: Pick<Config, 'dataDir'> }

/** Bytes that have all arrived, in a folder of their own under `DATA_DIR/staging`, belonging to nobody yet. */
export type Staged = AsyncDisposable & {
  /** Whatever else is made from the bytes may lie here too; all of it goes when the staged bytes go. */
  folder: string
  path: string
  size: number
  /** SHA-256 of the bytes as sent, hex. */
  digest: string
  /** MD5 of the bytes as sent, hex. */
  md5: string
}

const run = randomBytes(6).toString('hex')
let count = 0

const bufferSize = 512 * 1024
/** Bytes that a file system forgets without making anybody wait. */
const smallFile = 16 * 1024 * 1024
const day = 24 * 60 * 60 * 1000

/**
 * Keeps all bytes of `source` in a new folder, which vanishes when the result is disposed of, or here on any failure.
 * Not yet durable: the store sees to that. A source that is refused is closed.
 * Throws too-large (details.limit) past `limit` bytes, empty-source, storage-full; errors of the source as they are
 * when they are refusals.
 */
export async function stage(
  app: StagingApp,
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Staged> {
  const folder = nextFolder(app)
  try {
    makeFolder(folder)
    const path = join(folder, 'bytes')
    const facts = await writeFile(path, source, limit)
    return { folder, path, ...facts, [Symbol.asyncDispose]: () => removeFolder(folder, facts.size) }
  } catch (thrown) {
    await removeFolder(folder)
    throw AppError.from(thrown)
  }
}

/**
 * As `stage`, for bytes that lie in a file already: it stays where it is, also when the result is disposed of.
 * Throws empty-source, storage-full.
 */
export async function stageFile(app: StagingApp, path: string): Promise<Staged> {
  const folder = nextFolder(app)
  try {
    makeFolder(folder)
    const facts = await readFile(path)
    return { folder, path, ...facts, [Symbol.asyncDispose]: () => removeFolder(folder) }
  } catch (thrown) {
    await removeFolder(folder)
    throw AppError.from(thrown)
  }
}

/**
 * Paths of the staged folders of processes that are gone, and of any older than a day; none that is younger than
 * `minAge` milliseconds. For a process that owns the data folder: it takes a process id that it cannot see for a dead one.
 */
export async function findAbandoned(app: StagingApp & { now: () => number }, minAge = 0): Promise<string[]> {
  const root = dataPaths(app.config).staging
  const names = await fs.readdir(root).catch(() => [])
  const found: string[] = []
  for (const name of names) {
    const folder = join(root, name)
    if (await isAbandoned(folder, name, { now: app.now(), minAge })) found.push(folder)
  }
  return found
}

/** Removes what `findAbandoned` finds; answers how many there were. */
export async function sweepStaging(app: StagingApp & { now: () => number }, minAge = 0): Promise<number> {
  const folders = await findAbandoned(app, minAge)
  for (const folder of folders) await removeFolder(folder)
  return folders.length
}

function nextFolder(app: StagingApp): string {
  return join(dataPaths(app.config).staging, `${process.pid}-${run}-${++count}`)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
}

/**
 * What cannot be removed now is left to the sweep: a finished upload must not fail for it. A folder with little in it
 * goes in one call, where the asynchronous way takes a dozen rounds through the thread pool.
 */
async function removeFolder(folder: string, size = Number.POSITIVE_INFINITY): Promise<void> {
  const options = { recursive: true, force: true }
  try {
    if (size <= smallFile) rmSync(folder, options)
    else await fs.rm(folder, options)
  } catch {}
}

async function isAbandoned(
  folder: string,
  name: string,
  when: { now: number; minAge: number },
): Promise<boolean> {
  const facts = await fs.stat(folder).catch(() => undefined)
  if (!facts) return false
  const age = when.now - facts.mtimeMs
  if (when.minAge > 0 && age < when.minAge) return false
  const [, pid, theirRun] = /^(\d+)-([0-9a-f]+)-\d+$/.exec(name) ?? []
  if (pid !== undefined) {
    if (Number(pid) === process.pid ? theirRun !== run : !isAlive(Number(pid))) return true
  }
  return age > day
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

async function writeFile(path: string, source: AsyncIterable<Uint8Array>, limit: number) {
  await using handle = await fs.open(path, 'wx', 0o600)
  const sha256 = createHash('sha256')
  const md5 = createHash('md5')
  let size = 0
  const batches = gather(source, (length) => {
    size += length
    if (size > limit) throw new AppError('too-large', 'The file is too large', { details: { limit } })
  })
  for await (const batch of batches) {
    const written = writeAll(handle, batch)
    // A write that fails while the hashes are computed is heard of at the await below.
    written.catch(() => {})
    sha256.update(batch)
    md5.update(batch)
    await written
  }
  if (size === 0) throw new AppError('empty-source', 'The file is empty')
  return { size, digest: sha256.digest('hex'), md5: md5.digest('hex') }
}

async function readFile(path: string) {
  const sha256 = createHash('sha256')
  const md5 = createHash('md5')
  let size = 0
  for await (const chunk of createReadStream(path, { highWaterMark: bufferSize })) {
    size += chunk.length
    sha256.update(chunk)
    md5.update(chunk)
  }
  if (size === 0) throw new AppError('empty-source', 'The file is empty')
  return { size, digest: sha256.digest('hex'), md5: md5.digest('hex') }
}

/** The source in large pieces, each valid until the next is asked for; `check` hears of each chunk beforehand. */
async function* gather(source: AsyncIterable<Uint8Array>, check: (length: number) => void) {
  const buffer = Buffer.allocUnsafeSlow(bufferSize)
  let filled = 0
  for await (const chunk of source) {
    check(chunk.length)
    if (filled + chunk.length > bufferSize) {
      if (filled > 0) yield buffer.subarray(0, filled)
      filled = 0
    }
    if (chunk.length > bufferSize) {
      yield chunk
    } else {
      buffer.set(chunk, filled)
      filled += chunk.length
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled)
}

/** A full disk first writes a part and answers with an error only when asked again. */
async function writeAll(handle: fs.FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await handle.write(bytes, written)).bytesWritten
  }
}
