import type { Database } from '../database/database.ts'
import { totalSizeOf } from './media-rows.ts'
import type { Media } from './words.ts'

/** Adds bytes to what an account uses, or takes them off when negative. */
export async function addUse(db: Database, userId: string, bytes: number): Promise<void> {
  await db
    .updateTable('users')
    .set((set) => ({ bytes_used: set('bytes_used', '+', bytes) }))
    .where('id', '=', userId)
    .execute()
}

/**
 * Gives a media other renditions and its account the difference in bytes, in the caller's transaction. False, and
 * nothing is changed, when the media is gone or was changed meanwhile.
 */
export async function changeRenditions(
  db: Database,
  media: Media,
  renditions: Media['renditions'],
): Promise<boolean> {
  const total = totalSizeOf({ size: media.size, renditions })
  const changed = await db
    .updateTable('media')
    .set({ renditions: JSON.stringify(renditions), total_size: total })
    .where('id', '=', media.id)
    .where('total_size', '=', media.totalSize)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) return false
  if (media.userId) await addUse(db, media.userId, total - media.totalSize)
  return true
}
