import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** What lists of albums, the newest first, need to be quick: of everybody's public ones, and of all that a user has. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await db.schema.createIndex('albums_public').on('albums').columns(['visibility', 'id']).execute()
  await db.schema.createIndex('albums_owner').on('albums').columns(['user_id', 'id']).execute()
}
