import type { ExpressionBuilder, Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { MediaRow, Tables } from './tables.ts'

type Searched = Pick<MediaRow, 'title' | 'description' | 'original_name' | 'tags' | 'camera'>

/** What is searched of a media, folded: title, description, file name, tags and camera, a line each. */
export function searchText(row: Searched): string {
  const tags: string[] = JSON.parse(row.tags)
  const { make = '', model = '' }: { make?: string; model?: string } = JSON.parse(row.camera ?? '{}')
  const lines = [row.title, row.description ?? '', row.original_name, tags.join('\n'), `${make} ${model}`]
  return foldText(lines.join('\n'))
}

/** Text as it is compared, whatever the case and width of its letters: the same on both databases. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('\0', '')
}

/** Whether the searched text of a row holds a word, letter by letter: no character has a meaning of its own. */
export function holdsWord(db: Kysely<Tables>, word: string): RawBuilder<boolean> {
  const text = sql.ref('media_search.text')
  return isPostgres(db) ? sql`strpos(${text}, ${word}) > 0` : sql`instr(${text}, ${word}) > 0`
}

/** By what titles are ordered: ASCII letters in any case alike, all else by code. */
export const titleKey = sql<string>`lower(media.title)`

export type Column = 'size' | 'views' | 'title'

/** Rows behind `(value, id)` in the order of a column and then the id, both ascending or both descending. */
export function isBehind(
  column: Column,
  descending: boolean,
  at: { value: string | number; id: string },
): (is: ExpressionBuilder<Tables, 'media'>) => RawBuilder<boolean> {
  const ordered = column === 'title' ? titleKey : sql.ref(`media.${column}`)
  const sign = sql.raw(descending ? '<' : '>')
  return () => sql<boolean>`(${ordered}, media.id) ${sign} (${at.value}, ${at.id})`
}
