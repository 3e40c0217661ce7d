import type { App } from './app.ts'
import { mayEnter } from './policy.ts'
import type { Actor, AlbumVisibility, Media } from './words.ts'

export type AlbumPlace = {
  id: string
  name: string
  userId: string
  visibility: AlbumVisibility
  passwordVersion: number
}
export type CategoryPlace = { id: number; name: string; key: string }

/** The albums and categories that media lie in, by their ids. */
export type Places = {
  albums: ReadonlyMap<string, AlbumPlace>
  categories: ReadonlyMap<number, CategoryPlace>
}

/** Looks up where media lie: one question each for all albums and all categories. */
export async function placesOf(app: App, media: readonly Media[]): Promise<Places> {
  const albumIds = new Set(media.flatMap(({ albumId }) => albumId ?? []))
  const categoryIds = new Set(media.flatMap(({ categoryId }) => categoryId ?? []))
  const [albums, categories] = await Promise.all([
    readAlbums(app, [...albumIds]),
    readCategories(app, [...categoryIds]),
  ])
  return {
    albums: new Map(albums.map((album) => [album.id, album])),
    categories: new Map(categories.map((category) => [category.id, category])),
  }
}

/** Whether the actor may see a media because of the album it lies in: whoever gave its password sees what is in it. */
export function opensByAlbum(actor: Actor, media: Media, { albums }: Places): boolean {
  const album = media.albumId === undefined ? undefined : albums.get(media.albumId)
  return album?.visibility === 'password' && mayEnter(actor, album)
}

async function readAlbums(app: App, ids: readonly string[]): Promise<AlbumPlace[]> {
  if (ids.length === 0) return []
  const rows = await app.db
    .selectFrom('albums')
    .select(['id', 'name', 'user_id', 'visibility', 'password_version'])
    .where('id', 'in', ids)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    userId: row.user_id,
    visibility: row.visibility as AlbumVisibility,
    passwordVersion: row.password_version,
  }))
}

async function readCategories(app: App, ids: readonly number[]): Promise<CategoryPlace[]> {
  if (ids.length === 0) return []
  const rows = await app.db.selectFrom('categories').selectAll().where('id', 'in', ids).execute()
  return rows.map((row) => ({ id: row.id, name: row.name, key: row.url_key }))
}
