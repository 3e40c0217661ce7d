import { type Database, transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { lockAlbums } from './album-changes.ts'
import { withDescendants } from './album-tree.ts'
import type { App } from './app.ts'
import { changeMedia } from './edit.ts'
import { enqueueHiding } from './hide.ts'
import { kickJobs } from './jobs.ts'
import { announceGone } from './media.ts'
import { visibilityOf } from './privacy.ts'
import { discardMedia } from './trash.ts'
import type { Actor, Album, Media, Visibility } from './words.ts'

type FileName = Pick<Media, 'id' | 'folder' | 'name'>

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

/** Moves media into an album of their owner, where they are seen by nobody who may not see the album. */
export async function moveInto(
  app: App,
  actor: Actor,
  { album, ids }: { album: Album; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  const moved = await changeMedia(
    app,
    actor,
    ids.map((id) => ({ id, albumId: album.id })),
  )
  const [failure] = moved.failed
  if (failure) throw new AppError(failure.code, failure.message)
}

/** Makes the media of an album as visible as the album is; what becomes private gets other file names. */
export async function spreadPrivacy(app: App, album: Album): Promise<void> {
  const visibility = visibilityOf(album.visibility)
  for (;;) {
    const changed = await transact(app.db, (transaction) =>
      spreadOnce(app, transaction, { album, visibility }),
    )
    await announceGone(app, changed)
    if (changed.length < batch) break
  }
  if (visibility === 'private') kickJobs(app)
}

async function spreadOnce(
  app: App,
  db: Database,
  { album, visibility }: { album: Album; visibility: Visibility },
): Promise<FileName[]> {
  const some = db
    .selectFrom('media')
    .select('id')
    .where('album_id', '=', album.id)
    .where('visibility', '!=', visibility)
    .orderBy('id')
    .limit(batch)
  const changed = await db
    .updateTable('media')
    .set({ visibility })
    .where('id', 'in', some)
    .returning(['id', 'folder', 'name'])
    .execute()
  if (visibility === 'private') await enqueueHiding(db, app.now(), changed)
  return changed
}

/** Removes an album with all albums in it; their media go to the trash, or stay in no album. */
export async function removeAlbum(
  app: App,
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
