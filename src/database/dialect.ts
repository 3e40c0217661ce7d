import { closeSync, openSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import {
  CompiledQuery,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresDialect,
  type RawBuilder,
  SqliteDialect,
  sql,
} from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

/** How many prepared statements SQLite keeps. */
const mostStatements = 200

/** The only place that knows there are two databases. */
export function chooseDialect(target: { file: string } | { url: string }): Dialect {
  return 'url' in target ? postgres(target.url) : sqlite(target.file)
}

/** WAL with synchronous=FULL: a committed row survives a power cut. */
function sqlite(file: string): Dialect {
  createPrivately(file)
  const database = new SQLite(file)
  database.pragma('busy_timeout = 10000')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('cache_size = -16000')
  const dialect = new SqliteDialect({
    database: { prepare: preparedOnce(database), close: () => database.close() },
  })
  return {
    createAdapter: () => migrateInTransactions(dialect.createAdapter()),
    createDriver: () => betterTransactions(dialect.createDriver(), database),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** In a folder that others may read, hashes and addresses are still nobody else's; SQLite's other files follow suit. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** A statement costs as much to prepare as to run, and the server has few: each is prepared once. */
function preparedOnce(database: SQLite.Database): (text: string) => SQLite.Statement {
  const statements = new Map<string, SQLite.Statement>()
  return (text) => {
    const known = statements.get(text)
    if (known) return known
    // Lists of any length make statements without number.
    if (statements.size >= mostStatements) statements.clear()
    const statement = database.prepare(text)
    statements.set(text, statement)
    return statement
  }
}

/** A process that dies on its way leaves all of a migration or nothing: SQLite's tables are made in transactions too. */
function migrateInTransactions(adapter: DialectAdapter): DialectAdapter {
  return Object.defineProperty(adapter, 'supportsTransactionalDdl', { value: true })
}

/**
 * A transaction waits for other processes at its beginning, where it may: one that reads first and writes then would
 * fail when another wrote in between. When the disk is full, SQLite rolls back by itself; doing it again would fail
 * and hide why.
 */
function betterTransactions(driver: Driver, database: SQLite.Database): Driver {
  const rollBack = driver.rollbackTransaction.bind(driver)
  driver.beginTransaction = async (connection) => {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
  driver.rollbackTransaction = async (connection) => {
    if (database.inTransaction) await rollBack(connection)
  }
  return driver
}

function postgres(url: string): Dialect {
  const types = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === pg.types.builtins.INT8
        ? Number
        : format === 'binary'
          ? pg.types.getTypeParser(oid, 'binary')
          : pg.types.getTypeParser(oid, 'text')) as typeof pg.types.getTypeParser,
  }
  const pool = new pg.Pool({ connectionString: url, max: 10, types })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  return new PostgresDialect({ pool })
}

/** True on PostgreSQL, where many nodes may work on one database. */
export function isPostgres(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** The type of a text column that is compared byte by byte, as SQLite does, so that ids sort by time. */
export function textType(db: Kysely<Tables>): RawBuilder<unknown> {
  return isPostgres(db) ? sql`text collate "C"` : sql`text`
}

/** The name of the broken unique constraint or its columns; undefined when the error is another. */
export function uniqueViolation(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (error.code === '23505') return 'constraint' in error ? String(error.constraint) : ''
  if (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return error.message
  }
  return undefined
}

/** True when the database ended a transaction only because another stood in its way: tried again, it goes through. */
export function wasInTheWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001')
}
