import { type Kysely, sql } from 'kysely'
import { isPostgres, textType } from '../dialect.ts'
import type { Tables } from '../tables.ts'

const kinds = ['mirror', 'remove-copy', 'bring-over']

/** Jobs know the remote that they wait for, so that one that is slow keeps only its own waiting. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('jobs').addColumn('remote_id', textType(db)).execute()
  const named = isPostgres(db)
    ? sql<string>`payload::json ->> 'remoteId'`
    : sql<string>`payload ->> 'remoteId'`
  await db.updateTable('jobs').set({ remote_id: named }).where('kind', 'in', kinds).execute()
  // Where many wait for one remote, those of others are found in the index alone.
  await db.schema.dropIndex('jobs_due').ifExists().execute()
  const asked = ['run_at', 'kind', 'remote_id', 'lease_until', 'id']
  await db.schema.createIndex('jobs_due').on('jobs').columns(asked).execute()
}
