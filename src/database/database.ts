import { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { chooseDialect, wasInTheWay } from './dialect.ts'
import * as first from './migrations/001-first.ts'
import * as people from './migrations/002-people.ts'
import * as lists from './migrations/003-lists.ts'
import * as remotes from './migrations/004-remotes.ts'
import * as albums from './migrations/005-albums.ts'
import * as fileNames from './migrations/006-file-names.ts'
import * as turns from './migrations/007-turns.ts'
import type { Tables } from './tables.ts'

/** Kysely itself: there is no layer of ours over it. */
export type Database = Kysely<Tables>

/** In order of their names; never edited after a release. */
const migrations: Record<string, Migration> = {
  '001-first': first,
  '002-people': people,
  '003-lists': lists,
  '004-remotes': remotes,
  '005-albums': albums,
  '006-file-names': fileNames,
  '007-turns': turns,
}

/** Opens the database and brings its tables up to date. Throws when it cannot. */
export async function openDatabase(target: { file: string } | { url: string }): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: chooseDialect(target) })
  try {
    await migrate(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

/** How often a transaction is tried again after a deadlock with another. */
const mostRetries = 3

/** Runs `work` in one transaction, and anew when another transaction stood in its way: it must do nothing else. */
export async function transact<Result>(
  db: Database,
  work: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (!wasInTheWay(error) || retry === mostRetries) throw error
    }
  }
}
