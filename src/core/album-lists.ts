import type { SelectQueryBuilder } from 'kysely'
import { foldText } from '../database/search.ts'
import type { AlbumRow, Tables } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { findUserByName } from './accounts.ts'
import { toAlbum } from './album-rows.ts'
import { isShownIn, viewAlbum } from './albums.ts'
import type { App } from './app.ts'
import { admitLists, mayEnter } from './policy.ts'
import type { Actor, Album } from './words.ts'

/** Which albums somebody asks for; `user` is a name. */
export type AlbumsQuery = {
  scope?: 'mine' | 'public' | undefined
  user?: string | undefined
  parent?: string | undefined
  flat?: unknown
  q?: string | undefined
  after?: string | undefined
  limit?: number | undefined
}

/** Which rows of `albums` a list is of, and whether it shows one of them. */
type Choice = { choose: (query: Albums) => Albums; shows: (album: Album) => boolean }
type Albums = SelectQueryBuilder<Tables, 'albums', AlbumRow>

const defaultLimit = 60
const batch = 500
/** So many are looked at for one page: what is searched for by anybody must not keep the server busy. */
const mostLooked = 5000

/**
 * A page of albums, the newest first; of a search it may hold few or none, and there is a next one. Throws key-missing,
 * forbidden (a password was not given), not-found or bad-input.
 */
export async function listAlbums(
  app: App,
  actor: Actor,
  query: AlbumsQuery,
): Promise<{ albums: Album[]; next: string | undefined }> {
  const { choose, shows } = await choiceOf(app, actor, query)
  const word = foldText(query.q?.trim() ?? '')
  const limit = query.limit ?? defaultLimit
  const albums: Album[] = []
  let looked = 0
  for (let after = cursorIn(query.after); ; ) {
    const rows = await choose(app.db.selectFrom('albums').selectAll('albums'))
      .$if(after !== undefined, (rows) => rows.where('albums.id', '<', after ?? ''))
      .orderBy('albums.id', 'desc')
      .limit(batch)
      .execute()
    for (const album of rows.map(toAlbum)) {
      if (!shows(album) || !foldText(album.name).includes(word)) continue
      if (albums.length === limit) return { albums, next: albums.at(-1)?.id }
      albums.push(album)
    }
    if (rows.length < batch) return { albums, next: undefined }
    after = rows.at(-1)?.id
    looked += rows.length
    if (looked >= mostLooked) return { albums, next: after }
  }
}

async function choiceOf(app: App, actor: Actor, query: AlbumsQuery): Promise<Choice> {
  const { parent, user, scope = 'public', flat } = query
  if (parent !== undefined) return childrenOf(app, actor, parent)
  if (user !== undefined) return albumsOf(app, actor, { name: user, flat: flat !== undefined })
  if (scope === 'public') {
    await admitLists(app, actor)
    return publicOnes((rows) => rows)
  }
  if (!actor.user) throw new AppError('key-missing', 'Sign in, or send a key')
  return ownOnes(actor.user.id, flat !== undefined)
}

async function childrenOf(app: App, actor: Actor, name: string): Promise<Choice> {
  const parent = await viewAlbum(app, actor, name)
  if (!mayEnter(actor, parent)) throw new AppError('forbidden', 'This album asks for its password')
  return {
    choose: (rows) => rows.where('user_id', '=', parent.userId).where('parent_id', '=', parent.id),
    shows: (album) => isShownIn(actor, parent, album),
  }
}

async function albumsOf(app: App, actor: Actor, who: { name: string; flat: boolean }): Promise<Choice> {
  const user = await findUserByName(app, who.name)
  if (user && user.id === actor.user?.id) return ownOnes(user.id, who.flat)
  await admitLists(app, actor)
  if (!user || (user.hidden && actor.user?.role !== 'admin')) {
    throw new AppError('not-found', 'There is no such profile')
  }
  return publicOnes((rows) => rows.where('user_id', '=', user.id))
}

function ownOnes(userId: string, flat: boolean): Choice {
  return {
    choose: (rows) => {
      const mine = rows.where('user_id', '=', userId)
      return flat ? mine : mine.where('parent_id', 'is', null)
    },
    shows: () => true,
  }
}

/** The outermost of those that everybody may see. */
function publicOnes(choose: Choice['choose']): Choice {
  return {
    choose: (rows) =>
      choose(rows)
        .where('visibility', '=', 'public')
        .where((is) =>
          is.not(
            is.exists(
              is
                .selectFrom('albums as parents')
                .select('parents.id')
                .whereRef('parents.id', '=', 'albums.parent_id')
                .where('parents.visibility', '=', 'public'),
            ),
          ),
        ),
    shows: () => true,
  }
}

function cursorIn(after: string | undefined): string | undefined {
  if (after === undefined || /^[A-Za-z0-9]+$/.test(after)) return after
  throw new AppError('bad-input', 'after: no cursor of this list', { details: { field: 'after' } })
}
