import type { Kysely } from 'kysely'
import { textType } from '../dialect.ts'
import type { Tables } from '../tables.ts'

const megabyte = 1_000_000
const day = 86_400_000

/** Every table of the first release, and the three groups a site begins with. */
export async function up(db: Kysely<Tables>): Promise<void> {
  await accounts(db)
  await library(db)
  await housekeeping(db)
  await firstGroups(db)
}

async function accounts(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('groups')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('max_file_bytes', 'bigint', (column) => column.notNull())
    .addColumn('quota_bytes', 'bigint')
    .addColumn('kinds', text)
    .addColumn('default_expiry', 'bigint')
    .addColumn('max_expiry', 'bigint')
    .addColumn('naming', text, (column) => column.notNull())
    .addColumn('uploads_per_minute', 'integer', (column) => column.notNull())
    .addColumn('uploads_per_hour', 'integer', (column) => column.notNull())
    .addColumn('may_upload', 'integer', (column) => column.notNull())
    .addColumn('may_upload_urls', 'integer', (column) => column.notNull())
    .addColumn('allow_duplicates', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('users')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('name_key', text, (column) => column.notNull().unique())
    .addColumn('email', text, (column) => column.notNull())
    .addColumn('email_key', text, (column) => column.notNull().unique())
    .addColumn('email_verified', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('password_hash', text, (column) => column.notNull())
    .addColumn('role', text, (column) => column.notNull())
    .addColumn('group_id', text, (column) => column.notNull().references('groups.id'))
    .addColumn('group_expires_at', 'bigint')
    .addColumn('bytes_used', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('token_version', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('api_keys')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('user_id', text, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('label', text, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute()
  await db.schema.createIndex('api_keys_user').on('api_keys').column('user_id').execute()
}

async function library(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('albums')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('user_id', text, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('parent_id', text)
    .addColumn('visibility', text, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('categories')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('url_key', text, (column) => column.notNull().unique())
    .execute()
  await db.schema
    .createTable('media')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('user_id', text, (column) => column.references('users.id'))
    .addColumn('address', text)
    .addColumn('in_history', 'integer', (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('folder', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('extension', text, (column) => column.notNull())
    .addColumn('store_name', text, (column) => column.unique())
    .addColumn('original_name', text, (column) => column.notNull())
    .addColumn('title', text, (column) => column.notNull())
    .addColumn('description', text)
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('total_size', 'bigint', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('animated', 'integer', (column) => column.notNull())
    .addColumn('is_360', 'integer', (column) => column.notNull())
    .addColumn('duration', 'bigint')
    .addColumn('digest', text, (column) => column.notNull())
    .addColumn('md5', text, (column) => column.notNull())
    .addColumn('source_md5', text)
    .addColumn('exif', text)
    .addColumn('camera', text)
    .addColumn('taken_at', 'bigint')
    .addColumn('thumbhash', text)
    .addColumn('nsfw', 'integer', (column) => column.notNull())
    .addColumn('visibility', text, (column) => column.notNull())
    .addColumn('album_id', text, (column) => column.references('albums.id').onDelete('set null'))
    .addColumn('category_id', 'integer', (column) => column.references('categories.id').onDelete('set null'))
    .addColumn('tags', text, (column) => column.notNull())
    .addColumn('views', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('likes', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('delete_version', 'integer', (column) => column.notNull())
    .addColumn('delete_hash', text, (column) => column.notNull().unique())
    .addColumn('renditions', text, (column) => column.notNull())
    .addUniqueConstraint('media_file', ['folder', 'name'])
    .execute()
  await db.schema.createIndex('media_user').on('media').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('media_address').on('media').columns(['address', 'in_history', 'id']).execute()
  await db.schema.createIndex('media_expiry').on('media').column('expires_at').execute()
  await db.schema.createIndex('media_album').on('media').columns(['album_id', 'id']).execute()
  await db.schema
    .createTable('media_tags')
    .addColumn('media_id', text, (column) => column.notNull().references('media.id').onDelete('cascade'))
    .addColumn('name', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('media_tags_primary', ['name', 'media_id'])
    .execute()
  await db.schema.createIndex('media_tags_media').on('media_tags').column('media_id').execute()
  await db.schema
    .createTable('claims')
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .addColumn('media_id', text, (column) => column.notNull().references('media.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('claims_primary', ['owner', 'digest'])
    .execute()
  await db.schema.createIndex('claims_media').on('claims').column('media_id').execute()
}

async function housekeeping(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('tombstones')
    .addColumn('delete_hash', text, (column) => column.primaryKey())
    .addColumn('file', text, (column) => column.notNull())
    .addColumn('deleted_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('tombstones_age').on('tombstones').column('deleted_at').execute()
  await db.schema.createIndex('tombstones_file').on('tombstones').column('file').execute()
  await db.schema
    .createTable('jobs')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('payload', text, (column) => column.notNull())
    .addColumn('unique_key', text, (column) => column.unique())
    .addColumn('run_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('lease_until', 'bigint')
    .addColumn('error', text)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('jobs_due').on('jobs').column('run_at').execute()
  await db.schema
    .createTable('settings')
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('value', text, (column) => column.notNull())
    .execute()
}

async function firstGroups(db: Kysely<Tables>): Promise<void> {
  const common = {
    kinds: null,
    naming: 'original',
    may_upload: 1,
    allow_duplicates: 0,
  }
  await db
    .insertInto('groups')
    .values([
      {
        ...common,
        id: 'guests',
        name: 'Guests',
        max_file_bytes: 5 * megabyte,
        quota_bytes: null,
        default_expiry: 30 * day,
        max_expiry: 30 * day,
        uploads_per_minute: 20,
        uploads_per_hour: 100,
        may_upload_urls: 0,
      },
      {
        ...common,
        id: 'members',
        name: 'Members',
        max_file_bytes: 100 * megabyte,
        quota_bytes: 50_000 * megabyte,
        default_expiry: null,
        max_expiry: null,
        uploads_per_minute: 120,
        uploads_per_hour: 3000,
        may_upload_urls: 1,
      },
      {
        ...common,
        id: 'admins',
        name: 'Administrators',
        max_file_bytes: 2000 * megabyte,
        quota_bytes: null,
        default_expiry: null,
        max_expiry: null,
        uploads_per_minute: 6000,
        uploads_per_hour: 100_000,
        may_upload_urls: 1,
      },
    ])
    .execute()
}
