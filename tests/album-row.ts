import type { AlbumRow } from '../src/database/tables.ts'

/** A row for an album that anybody with its address may see. */
export function albumRow(id: string, userId: string): AlbumRow {
  return {
    id,
    user_id: userId,
    name: id === 'XR' ? 'Album' : id,
    parent_id: null,
    visibility: 'link',
    created_at: 0,
    description: null,
    cover_id: null,
    sort: 'newest',
    password_hash: null,
    password_version: 0,
    nsfw: 0,
    updated_at: 0,
  }
}
