import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import { openApp } from '../src/app.ts'
import { dataPaths, readConfig } from '../src/config.ts'
import { createUser } from '../src/core/accounts.ts'
import type { App } from '../src/core/app.ts'
import { runJobs } from '../src/core/jobs.ts'
import { createKey } from '../src/core/keys.ts'
import type { Role, User } from '../src/core/words.ts'
import { dialects } from '../src/dialects/all.ts'
import { openServer } from '../src/server/server.ts'
import { freePort } from './postgres.ts'

/** Every wire test runs on both. */
export const databases = ['sqlite', 'postgres'] as const
export type DatabaseName = (typeof databases)[number]

export type Person = { user: User; key: string; name: string; password: string }

/** A whole server of its own on a loopback port, with real HTTP, a real database and real files. */
export type Stage = AsyncDisposable & {
  app: App
  /** Without a trailing slash. */
  url: string
  /** DATA_DIR */
  folder: string
  /** The server's clock: add milliseconds to make time pass. */
  clock: { offset: number }
  /** Every line the server logged, as JSON text. */
  log: string[]
  /** Makes an account with a key. */
  person(options?: { role?: Role; name?: string }): Promise<Person>
  /** Works on the queue until no job is due. */
  drain(): Promise<number>
  /** Names of staged folders that are left: none, when nothing is under way. */
  leftBehind(): Promise<string[]>
}

export type StageOptions = {
  database?: DatabaseName
  /** Settings as in the environment. */
  environment?: Record<string, string>
}

/** Opens a stage; `await using` closes it and removes all it made. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'tintype-stage-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const databaseUrl = options.database === 'postgres' ? await cloneTemplate(stack) : ''
  const environment = { DATA_DIR: folder, DATABASE_URL: databaseUrl, ...options.environment }
  const clock = { offset: 0 }
  const log: string[] = []
  const given = {
    now: () => Date.now() + clock.offset,
    log: pino({ level: 'debug' }, { write: (line: string) => log.push(line) }),
  }
  const { app, url } = await listen(stack, environment, given)
  const owned = stack.move()
  let people = 0
  return {
    app,
    url,
    folder,
    clock,
    log,
    person: async ({ role = 'user', name = `person${++people}` } = {}) => {
      const password = `password of ${name}`
      const user = await createUser(app, { name, email: `${name}@example.com`, role, password })
      return { user, key: await createKey(app, user, 'tests'), name, password }
    },
    drain: () => runJobs(app),
    leftBehind: () => readdir(dataPaths(app.config).staging).catch(() => []),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** A free port may be taken by somebody else before we listen on it: then another is tried. */
async function listen(
  stack: AsyncDisposableStack,
  environment: Record<string, string>,
  given: Parameters<typeof openApp>[1],
): Promise<{ app: App; url: string }> {
  for (let attempt = 1; ; attempt++) {
    await using mine = new AsyncDisposableStack()
    const port = await freePort()
    const app = mine.use(await openApp(readConfig({ PORT: String(port), ...environment }), given))
    const server = mine.use(await openServer(app, dialects))
    try {
      await server.listen()
      stack.use(mine.move())
      return { app, url: `http://127.0.0.1:${app.config.port}` }
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || attempt === 5) throw error
    }
  }
}

/** The address of an empty PostgreSQL database with every table, dropped when the stack is disposed. */
export async function cloneTemplate(stack: AsyncDisposableStack): Promise<string> {
  const server = inject('postgres')
  const name = `stage_${randomUUID().replaceAll('-', '')}`
  await query(`${server}/postgres`, `CREATE DATABASE ${name} TEMPLATE template`)
  stack.defer(() => query(`${server}/postgres`, `DROP DATABASE ${name} WITH (FORCE)`))
  return `${server}/${name}`
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
