import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type Logger, pino } from 'pino'
import { type Config, dataPaths } from './config.ts'
import type { App } from './core/app.ts'
import { closeViews } from './core/views.ts'
import { openDatabase } from './database/database.ts'
import { openMemoryKv } from './kv/memory.ts'
import { defaultLimits, openMediaPool } from './media/pool.ts'
import { openDisk } from './storage/disk.ts'

/** What tests put in the place of the real thing: the clock, and a log they can read. */
export type Given = { now?: () => number; log?: Logger }

/** Opens everything an App needs. The only place that chooses between one machine and many. */
export async function openApp(config: Config, given: Given = {}): Promise<App & AsyncDisposable> {
  const now = given.now ?? Date.now
  const paths = dataPaths(config)
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const secret = config.secret || (await readSecret(paths.secret))
  await using stack = new AsyncDisposableStack()
  const db = await openDatabase(config.databaseUrl ? { url: config.databaseUrl } : { file: paths.database })
  stack.defer(() => db.destroy())
  const kv = stack.use(openMemoryKv(now))
  const limits = { ...defaultLimits, processes: config.mediaProcesses, memoryBytes: config.mediaMemory }
  const media = stack.use(await openMediaPool(limits))
  const store = openDisk(paths.files)
  const app: App = {
    config: { ...config, secret },
    db,
    store,
    kv,
    media,
    now,
    log: given.log ?? pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true })),
  }
  stack.defer(() => closeViews(app))
  const owned = stack.move()
  return Object.assign(app, { [Symbol.asyncDispose]: () => owned.disposeAsync() })
}

/** The server's own secret: whoever starts first makes it, everybody else reads it, on a full disk too. */
async function readSecret(path: string): Promise<string> {
  const found = await readFile(path, 'utf8').catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error
  })
  const secret = (found ?? (await makeSecret(path))).trim()
  if (secret.length < 32) throw new Error(`${path} holds no secret of at least 32 characters`)
  return secret
}

/** Makes the secret, or reads the one that somebody else just made: it is never seen half written. */
async function makeSecret(path: string): Promise<string> {
  const draft = `${path}.${process.pid}`
  try {
    await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
    await link(draft, path)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  return readFile(path, 'utf8')
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
