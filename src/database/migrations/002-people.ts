import type { Kysely } from 'kysely'
import { textType } from '../dialect.ts'
import type { Tables } from '../tables.ts'

/** What people need who come with a browser: sessions, profiles, guests' browsers, albums with covers and order, a trash, reports. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await people(db)
  await albums(db)
  await media(db)
  await reports(db)
}

async function people(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('sessions')
    .addColumn('hash', text, (column) => column.primaryKey())
    .addColumn('id', text, (column) => column.notNull().unique())
    .addColumn('user_id', text, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('user_agent', text, (column) => column.notNull())
    .addColumn('address', text, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('sessions_user').on('sessions').column('user_id').execute()
  await db.schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute()
  const users = () => db.schema.alterTable('users')
  await users().addColumn('display_name', text).execute()
  await users().addColumn('bio', text).execute()
  await users().addColumn('website', text).execute()
  await users().addColumn('avatar_id', text).execute()
  await users()
    .addColumn('hidden', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await users()
    .addColumn('preferences', text, (column) => column.notNull().defaultTo('{}'))
    .execute()
}

async function albums(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  const table = () => db.schema.alterTable('albums')
  await table().addColumn('description', text).execute()
  await table().addColumn('cover_id', text).execute()
  await table()
    .addColumn('sort', text, (column) => column.notNull().defaultTo('newest'))
    .execute()
  await table().addColumn('password_hash', text).execute()
  await table()
    .addColumn('password_version', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await table()
    .addColumn('nsfw', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await table()
    .addColumn('updated_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema.createIndex('albums_user').on('albums').columns(['user_id', 'parent_id', 'id']).execute()
}

async function media(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  const table = () => db.schema.alterTable('media')
  await table().addColumn('guest_id', text).execute()
  await table().addColumn('trashed_at', 'bigint').execute()
  await table().addColumn('album_position', 'bigint').execute()
  await table().addColumn('palette', text).execute()
  await db.schema.createIndex('media_guest').on('media').columns(['guest_id', 'id']).execute()
  await db.schema.createIndex('media_public').on('media').columns(['visibility', 'id']).execute()
  await db.schema.createIndex('media_trash').on('media').column('trashed_at').execute()
  await db.schema
    .createIndex('media_album_order')
    .on('media')
    .columns(['album_id', 'album_position', 'id'])
    .execute()
}

async function reports(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('reports')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('media_id', text, (column) => column.notNull().references('media.id').onDelete('cascade'))
    .addColumn('reason', text, (column) => column.notNull())
    .addColumn('said', text, (column) => column.notNull())
    .addColumn('user_id', text)
    .addColumn('address', text, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('reports_media').on('reports').column('media_id').execute()
}
