import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { type Logger, pino } from 'pino'
import { type Config, dataPaths } from './config.ts'
import type { App } from './core/app.ts'
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
  const owned = stack.move()
  return {
    config: { ...config, secret },
    db,
    store: openDisk(paths.files),
    kv,
    media,
    now,
    log: given.log ?? pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The server's own secret: whoever starts first makes it, everybody else reads it. It is never seen half written. */
async function readSecret(path: string): Promise<string> {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
  await link(draft, path).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  await unlink(draft)
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret.length < 32) throw new Error(`${path} holds no secret of at least 32 characters`)
  return secret
}
