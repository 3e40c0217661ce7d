import { transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { findUserById } from './accounts.ts'
import { lockAlbums, withDescendants } from './album-tree.ts'
import type { App } from './app.ts'
import { changeMedia } from './edit.ts'
import { visibilityOf } from './privacy.ts'
import { discardMedia } from './trash.ts'
import type { Actor, Album } from './words.ts'

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

/** Moves media of its owner into an album, where they are seen by nobody who may not see the album. */
export async function moveInto(
  app: App,
  actor: Actor,
  { album, ids }: { album: Album; ids: readonly string[] },
): Promise<void> {
  for (let at = 0; at < ids.length; at += batch) {
    const some = ids.slice(at, at + batch)
    await changeMedia(
      app,
      actor,
      some.map((id) => ({ id, albumId: album.id })),
    )
  }
}

/** Makes the media of an album as visible as the album is; what lies in the trash is never more visible than it. */
export async function spreadPrivacy(app: App, album: Album): Promise<void> {
  const visibility = visibilityOf(album.visibility)
  const owner = await findUserById(app, album.userId)
  if (!owner) return
  const actor = { user: owner, keyId: undefined, group: owner.group, address: '', addressSure: false }
  for (let after = ''; ; ) {
    const rows = await app.db
      .selectFrom('media')
      .select('id')
      .where('album_id', '=', album.id)
      .where('visibility', '!=', visibility)
      .where('trashed_at', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute()
    const last = rows.at(-1)
    if (!last) break
    after = last.id
    await changeMedia(
      app,
      actor,
      rows.map(({ id }) => ({ id, visibility })),
    )
  }
  await app.db
    .updateTable('media')
    .set({ visibility })
    .where('album_id', '=', album.id)
    .where('trashed_at', 'is not', null)
    .execute()
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
