import type { Database } from '../database/database.ts'
import { isPostgres } from '../database/dialect.ts'
import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { visibilityIn } from './privacy.ts'
import type { AlbumVisibility, Visibility } from './words.ts'

/**
 * Who may see an upload in an album of its sender's: no more people than the album. In a transaction, album and category
 * stay what they are until it ends. Throws bad-album or bad-category for one that is not there, or is another's.
 */
export async function settlePlace(
  db: Database,
  media: Pick<MediaRow, 'user_id' | 'album_id' | 'category_id'> & { visibility: Visibility },
): Promise<Visibility> {
  if (media.category_id !== null) await checkCategory(db, media.category_id)
  if (media.album_id === null) return media.visibility
  const album = await db
    .selectFrom('albums')
    .select('visibility')
    .where('id', '=', media.album_id)
    .where('user_id', '=', media.user_id ?? '')
    .$if(isPostgres(db), (query) => query.forShare())
    .executeTakeFirst()
  if (!album) throw new AppError('bad-album', 'There is no such album of yours')
  return visibilityIn(album.visibility as AlbumVisibility, media.visibility)
}

async function checkCategory(db: Database, id: number): Promise<void> {
  const category = await db
    .selectFrom('categories')
    .select('id')
    .where('id', '=', id)
    .$if(isPostgres(db), (query) => query.forKeyShare())
    .executeTakeFirst()
  if (!category) throw new AppError('bad-category', 'There is no such category')
}
