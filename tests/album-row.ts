import { bareAlbum } from '../src/core/album-changes.ts'
import type { AlbumRow } from '../src/database/tables.ts'

/** A row for an album that anybody with its address may see. */
export function albumRow(id: string, userId: string): AlbumRow {
  return { ...bareAlbum(id, userId, 0), name: id === 'XR' ? 'Album' : id, visibility: 'link' }
}
