import { type Kysely, sql } from 'kysely'
import { textType } from '../dialect.ts'
import { searchText } from '../search.ts'
import type { Tables } from '../tables.ts'

/** What lists are filtered by and shapes are made of: with it in the index, no row is read to be counted. */
const shape = [
  ...['trashed_at', 'expires_at', 'nsfw', 'width', 'height', 'created_at'],
  ...['kind', 'animated', 'category_id', 'album_id'],
] as const

/** Rows that are read at a time. */
const batch = 1000

/** What lists of 100,000 media need to be quick: an index for each order, and what is searched beside the media. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const text = textType(db)
  await db.schema
    .createTable('media_search')
    .addColumn('media_id', text, (column) => column.primaryKey().references('media.id').onDelete('cascade'))
    .addColumn('text', text, (column) => column.notNull())
    .execute()
  await fillSearch(db)
  await db.schema.dropIndex('media_user').execute()
  await db.schema.dropIndex('media_public').execute()
  await db.schema
    .createIndex('media_user')
    .on('media')
    .columns(['user_id', 'id', 'visibility', ...shape])
    .execute()
  await db.schema
    .createIndex('media_public')
    .on('media')
    .columns(['visibility', 'id', ...shape])
    .execute()
  for (const column of ['size', 'views'] as const) {
    await db.schema
      .createIndex(`media_user_${column}`)
      .on('media')
      .columns(['user_id', column, 'id', 'trashed_at', 'expires_at'])
      .execute()
    await db.schema
      .createIndex(`media_public_${column}`)
      .on('media')
      .columns(['visibility', column, 'id', 'trashed_at', 'expires_at', 'nsfw'])
      .execute()
  }
  for (const [name, column] of [
    ['user', 'user_id'],
    ['public', 'visibility'],
  ] as const) {
    await db.schema
      .createIndex(`media_${name}_title`)
      .on('media')
      .column(column)
      .expression(sql`lower(title)`)
      .column('id')
      .execute()
  }
}

async function fillSearch(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('media')
      .select(['id', 'title', 'description', 'original_name', 'tags', 'camera'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    await db
      .insertInto('media_search')
      .values(rows.map((row) => ({ media_id: row.id, text: searchText(row) })))
      .execute()
  }
}
