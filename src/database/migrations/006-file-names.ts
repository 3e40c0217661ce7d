import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** Rows that are read at a time. */
const batch = 1000

/** What looking for a file by its folder and name needs: names in one form only, and an index of them. */
export async function up(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('media')
      .select(['id', 'original_name'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute()
    for (const { id, original_name } of rows) {
      const name = canonical(original_name)
      if (name === original_name) continue
      await db.updateTable('media').set({ original_name: name }).where('id', '=', id).execute()
    }
    const last = rows.at(-1)
    if (!last) break
    after = last.id
  }
  await db.schema
    .createIndex('media_file_names')
    .on('media')
    .columns(['user_id', 'album_id', 'original_name', 'id'])
    .execute()
}

function canonical(text: string): string {
  const last = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
  const clean = last
    .toWellFormed()
    .replace(/[^\P{Cc}\s]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC')
  const cut = [...clean].slice(0, 255).join('').trim()
  return cut === '.' || cut === '..' ? '' : cut
}
