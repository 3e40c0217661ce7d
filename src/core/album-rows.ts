import type { AlbumRow } from '../database/tables.ts'
import type { Album, AlbumSort, AlbumVisibility } from './words.ts'

/** The one place that turns a row of `albums` into words. */
export function toAlbum(row: AlbumRow): Album {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    description: row.description ?? undefined,
    parentId: row.parent_id ?? undefined,
    visibility: row.visibility as AlbumVisibility,
    passwordVersion: row.password_version,
    sort: row.sort as AlbumSort,
    nsfw: row.nsfw === 1,
    coverId: row.cover_id ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at || row.created_at,
  }
}
