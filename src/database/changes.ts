import { sql } from 'kysely'
import type { Database } from './database.ts'
import { isPostgres } from './dialect.ts'

/** SQLite counts what this connection wrote, and tells when another process wrote. */
const sqliteMark = sql<{ mark: string }>`
  select total_changes() || '.' || data_version as mark from pragma_data_version`
/** What a statement sees of all transactions, other nodes' too: seeing the same ones, it sees the same rows. */
const postgresMark = sql<{ mark: string }>`select pg_current_snapshot()::text as mark`

/**
 * A text that stays the same only while no data change, whoever changes them. What is read after it was taken belongs
 * to it as long as it is the same.
 */
export async function changeMark(db: Database): Promise<string> {
  const { rows } = await (isPostgres(db) ? postgresMark : sqliteMark).execute(db)
  return rows[0]?.mark ?? ''
}
