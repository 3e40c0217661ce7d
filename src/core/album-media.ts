import { transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { lockAlbums } from './album-changes.ts'
import { withDescendants } from './album-tree.ts'
import type { App } from './app.ts'
import { announceGone } from './media.ts'
import { visibilityIn, visibilityOf } from './privacy.ts'
import type { Actor, Album, Visibility } from './words.ts'

const batch = 200

/** Whether all these media are a user's own. Throws not-found. */
export async function checkMovable(app: App, userId: string, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return
  const { count } = await app.db
    .selectFrom('media')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('id', 'in', wanted)
    .where('user_id', '=', userId)
    .where('trashed_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(count) !== wanted.length) throw new AppError('not-found', 'Not all of these are your media')
}

/** Moves media of the album's owner into it, where they are seen by nobody who may not see the album. */
export async function moveInto(
  app: App,
  _actor: Actor,
  { album, ids }: { album: Album; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  const rows = await app.db
    .selectFrom('media')
    .select(['id', 'folder', 'name', 'visibility'])
    .where('id', 'in', [...new Set(ids)])
    .where('user_id', '=', album.userId)
    .where('trashed_at', 'is', null)
    .execute()
  for (const row of rows) {
    const visibility = visibilityIn(album.visibility, row.visibility as Visibility)
    await app.db
      .updateTable('media')
      .set({ album_id: album.id, album_position: null, visibility })
      .where('id', '=', row.id)
      .execute()
  }
  await announceGone(app, rows)
}

/** Makes the media of an album as visible as the album is. */
export async function spreadPrivacy(app: App, _actor: Actor, album: Album): Promise<void> {
  const visibility = visibilityOf(album.visibility)
  for (;;) {
    const rows = await app.db
      .selectFrom('media')
      .select(['id', 'folder', 'name'])
      .where('album_id', '=', album.id)
      .where('visibility', '!=', visibility)
      .limit(batch)
      .execute()
    if (rows.length === 0) return
    await app.db
      .updateTable('media')
      .set({ visibility })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
    await announceGone(app, rows)
  }
}

/** Removes an album with all albums in it; their media go to the trash, or stay in no album. */
export async function removeAlbum(
  app: App,
  _actor: Actor,
  { album, media }: { album: Album; media: 'trash' | 'keep' },
): Promise<void> {
  const ids = await withDescendants(app.db, album)
  if (media === 'trash') await trashAll(app, ids)
  await transact(app.db, async (transaction) => {
    await lockAlbums(transaction, album.userId)
    const gone = await withDescendants(transaction, album)
    await transaction
      .updateTable('media')
      .set({ album_position: null })
      .where('album_id', 'in', gone)
      .execute()
    await transaction.deleteFrom('albums').where('id', 'in', gone).execute()
  })
}

async function trashAll(app: App, albumIds: readonly string[]): Promise<void> {
  for (;;) {
    const rows = await app.db
      .selectFrom('media')
      .select(['id', 'folder', 'name'])
      .where('album_id', 'in', albumIds)
      .where('trashed_at', 'is', null)
      .limit(batch)
      .execute()
    if (rows.length === 0) return
    await app.db
      .updateTable('media')
      .set({ trashed_at: app.now() })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
    await announceGone(app, rows)
  }
}
