import type { AlbumRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { toAlbum } from './album-rows.ts'
import type { App } from './app.ts'
import { mayEnter } from './policy.ts'
import { albumStrictness, type Shown } from './privacy.ts'
import type { Actor, Album } from './words.ts'

/** How many albums may lie in one another. */
export const deepest = 5

/** An album by its id, or by what stands last in the address of its page: `some-name.ID`. */
export async function findAlbum(app: Pick<App, 'db'>, name: string): Promise<Album | undefined> {
  const row = await findAlbumRow(app, name)
  return row && toAlbum(row)
}

/** The same as its row. */
export async function findAlbumRow(app: Pick<App, 'db'>, name: string): Promise<AlbumRow | undefined> {
  const id = name.slice(name.lastIndexOf('.') + 1)
  if (!/^[A-Za-z0-9]+$/.test(id)) return undefined
  return app.db.selectFrom('albums').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The album for whoever may know of it; what is in it needs `mayEnter` as well. Throws not-found. */
export async function viewAlbum(app: App, actor: Actor, name: string): Promise<Album> {
  const album = await findAlbum(app, name)
  if (album && (album.visibility !== 'private' || ownsAlbum(actor, album))) return album
  throw new AppError('not-found', 'There is no such album')
}

/** The album for whoever may change it. Throws not-found, key-missing or forbidden. */
export async function manageAlbum(app: App, actor: Actor, name: string): Promise<Album> {
  const album = await viewAlbum(app, actor, name)
  if (ownsAlbum(actor, album)) return album
  throw new AppError('forbidden', 'This album is not yours')
}

/** Whether the actor may change the album. */
export function ownsAlbum({ user }: Actor, album: Pick<Album, 'userId'>): boolean {
  return user !== undefined && (user.role === 'admin' || user.id === album.userId)
}

/** What somebody who may enter an album sees of its media. Being in a public album makes nothing public that was not. */
export function shownIn(actor: Actor, album: Pick<Album, 'userId' | 'visibility'>): Shown {
  if (album.visibility === 'password' || ownsAlbum(actor, album)) return 'all'
  return album.visibility === 'public' ? 'public' : 'not private'
}

/** Whether a list of what lies in `parent` shows an album: what is stricter is not given away by it. */
export function isShownIn(actor: Actor, parent: Album, child: Pick<Album, 'userId' | 'visibility'>): boolean {
  if (ownsAlbum(actor, child)) return true
  return (
    child.visibility !== 'private' && albumStrictness[child.visibility] <= albumStrictness[parent.visibility]
  )
}

/** The albums that an album lies in, from the outermost to its parent. */
export async function ancestorsOf(app: Pick<App, 'db'>, album: Pick<Album, 'parentId'>): Promise<Album[]> {
  const found: Album[] = []
  for (let id = album.parentId; id !== undefined && found.length < deepest; ) {
    const parent = await findAlbum(app, id)
    if (!parent) break
    found.unshift(parent)
    id = parent.parentId
  }
  return found
}

/** Those of an album's ancestors whose address the asker may be told. */
export async function pathTo(app: App, actor: Actor, album: Album): Promise<Album[]> {
  const ancestors = await ancestorsOf(app, album)
  return ancestors.filter(
    (each) => ownsAlbum(actor, each) || (each.visibility !== 'link' && mayEnter(actor, each)),
  )
}
