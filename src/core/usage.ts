import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
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

/** Adds bytes to what an account uses unless that becomes more than its quota. Throws over-quota. */
export async function takeQuota(
  db: Database,
  { userId, quota, size }: { userId: string; quota: number | undefined; size: number },
): Promise<void> {
  const result = await db
    .updateTable('users')
    .set((set) => ({ bytes_used: set('bytes_used', '+', size) }))
    .where('id', '=', userId)
    .$if(quota !== undefined, (query) =>
      query.where((is) => is(is('bytes_used', '+', size), '<=', quota ?? 0)),
    )
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new AppError('over-quota', 'No space left on your account')
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
    .where('name', '=', media.name)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) return false
  if (media.userId) await addUse(db, media.userId, total - media.totalSize)
  return true
}
