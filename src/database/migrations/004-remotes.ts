import type { Kysely } from 'kysely'
import { textType } from '../dialect.ts'
import type { Tables } from '../tables.ts'

/** Other hosts of pictures, copies that lie there, and what is brought over from there. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await remotes(db)
  await copies(db)
  await imports(db)
}

async function remotes(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('remotes')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('user_id', text, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('name_key', text, (column) => column.notNull())
    .addColumn('preset', text)
    .addColumn('host', text, (column) => column.notNull())
    .addColumn('sealed', text, (column) => column.notNull())
    .addColumn('scope', text, (column) => column.notNull())
    .addColumn('albums', text, (column) => column.notNull())
    .addColumn('with_private', 'integer', (column) => column.notNull())
    .addColumn('delete_copies', 'integer', (column) => column.notNull())
    .addColumn('show_copies', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('remotes_name', ['user_id', 'name_key'])
    .execute()
}

async function copies(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('copies')
    .addColumn('media_id', text, (column) => column.notNull().references('media.id').onDelete('cascade'))
    .addColumn('remote_id', text, (column) => column.notNull().references('remotes.id').onDelete('cascade'))
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('url', text)
    .addColumn('sealed_delete', text)
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('problem', text)
    .addColumn('next_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('copies_key', ['media_id', 'remote_id'])
    .execute()
  await db.schema
    .createIndex('copies_state')
    .on('copies')
    .columns(['remote_id', 'state', 'media_id'])
    .execute()
  await db.schema.createIndex('copies_url').on('copies').columns(['remote_id', 'url']).execute()
}

async function imports(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('imports')
    .addColumn('remote_id', text, (column) =>
      column.primaryKey().references('remotes.id').onDelete('cascade'),
    )
    .addColumn('run', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('page', 'integer', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('pages', 'integer')
    .addColumn('brought', 'integer', (column) => column.notNull())
    .addColumn('had', 'integer', (column) => column.notNull())
    .addColumn('failed', 'integer', (column) => column.notNull())
    .addColumn('failures', text, (column) => column.notNull())
    .addColumn('problem', text)
    .addColumn('album_id', text)
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
}
