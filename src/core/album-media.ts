import { type Database, transact } from '../database/database.ts'
import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { lockAlbums, withDescendants } from './album-tree.ts'
import type { App } from './app.ts'
import { changeMedia } from './edit.ts'
import { enqueueHiding } from './hide.ts'
import { albumStrictness, visibilityOf } from './privacy.ts'
import { discardMedia } from './trash.ts'
import { type Actor, type Album, type AlbumVisibility, type Visibility, visibilities } from './words.ts'

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

/**
 * Moves media of its owner into an album, where they are seen by nobody who may not see the album; `visibility` as well
 * where it is to be another.
 */
export async function moveInto(
  app: App,
  actor: Actor,
  { album, ids, visibility }: { album: Album; ids: readonly string[]; visibility?: Visibility | undefined },
): Promise<void> {
  for (let at = 0; at < ids.length; at += batch) {
    const some = ids.slice(at, at + batch)
    const { failed } = await changeMedia(
      app,
      actor,
      some.map((id) => ({ id, albumId: album.id, visibility })),
    )
    const [first] = failed
    if (first) throw new AppError(first.code, first.message)
  }
}

/**
 * What a change of an album's privacy does to its media, those in the trash too, in the same transaction: none is to be
 * seen by more people than the album; when more may see the album than before, those that were as visible as it was
 * become as visible as it is. Answers the media that changed.
 */
export async function spreadPrivacy(
  db: Database,
  now: number,
  { albumId, from, to }: { albumId: string; from: AlbumVisibility; to: AlbumVisibility },
): Promise<Pick<MediaRow, 'id' | 'folder' | 'name'>[]> {
  const wanted = visibilityOf(to)
  const isOpened = albumStrictness[to] < albumStrictness[from]
  const following = visibilities.filter(
    (each) =>
      albumStrictness[each] < albumStrictness[wanted] ||
      (isOpened && each === visibilityOf(from) && each !== wanted),
  )
  if (following.length === 0) return []
  const changed = await db
    .updateTable('media')
    .set({ visibility: wanted })
    .where('album_id', '=', albumId)
    .where('visibility', 'in', following)
    .returning(['id', 'folder', 'name'])
    .execute()
  if (wanted === 'private') await enqueueHiding(db, { now }, changed)
  return changed
}

/** Removes an album with all albums in it; their media go to the trash, or stay in no album. */
export async function removeAlbum(
  app: App,
  { album, media }: { album: Album; media: 'trash' | 'keep' },
): Promise<void> {
  if (media === 'trash') await discardIn(app, await withDescendants(app.db, album))
  await transact(app.db, async (transaction) => {
    await lockAlbums(transaction, album.userId)
    const gone = await withDescendants(transaction, album)
    await transaction
      .updateTable('media')
      .set({ album_position: null })
      .where('album_id', 'in', gone)
      .where('album_position', 'is not', null)
      .execute()
    await transaction.deleteFrom('albums').where('id', 'in', gone).execute()
  })
}

async function discardIn(app: App, albumIds: readonly string[]): Promise<void> {
  for (;;) {
    const rows = await app.db
      .selectFrom('media')
      .select('id')
      .where('album_id', 'in', albumIds)
      .where('trashed_at', 'is', null)
      .limit(batch)
      .execute()
    if (rows.length === 0) return
    await discardMedia(
      app,
      rows.map(({ id }) => id),
    )
  }
}
