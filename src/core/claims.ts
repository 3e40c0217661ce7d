import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { ownerOf } from './policy.ts'
import type { Actor, Media, Wishes } from './words.ts'

/** Who claims which bytes: SHA-256 of the bytes as sent, hex. */
export type Claim = { actor: Actor; digest: string; wishes: Pick<Wishes, 'duplicates'> }

/** For how long the same bytes are a repeat where the dialect has no word of its own about it. */
const repeatWindow = 24 * 3_600_000

/** The id of the media that stands in the way of these bytes; undefined when nothing does. */
export async function findClaim(db: Database, now: number, claim: Claim): Promise<string | undefined> {
  const row = await db
    .selectFrom('claims')
    .innerJoin('media', 'media.id', 'claims.media_id')
    .select(['media.id', 'media.expires_at', 'claims.created_at'])
    .where('claims.owner', '=', ownerOf(claim.actor))
    .where('claims.digest', '=', claim.digest)
    .executeTakeFirst()
  if (!row || (row.expires_at !== null && row.expires_at <= now)) return undefined
  if (claim.wishes.duplicates === 'refuse') return row.id
  if (claim.wishes.duplicates === 'take') return undefined
  if (claim.actor.group.allowDuplicates || now - row.created_at >= repeatWindow) return undefined
  return row.id
}

/**
 * Claims bytes for a media just inserted, in the transaction that inserts it: of two equal uploads at once, the unique
 * constraint lets one through. Throws duplicate.
 */
export async function takeClaim(
  db: Database,
  now: number,
  claim: Claim & { mediaId: string },
): Promise<void> {
  const row = { owner: ownerOf(claim.actor), digest: claim.digest, media_id: claim.mediaId, created_at: now }
  const taken = await db
    .insertInto('claims')
    .values(row)
    .onConflict((conflict) => conflict.columns(['owner', 'digest']).doNothing())
    .executeTakeFirst()
  if (taken.numInsertedOrUpdatedRows === 1n) return
  const standing = await findClaim(db, now, claim)
  if (standing) throw repeated(standing)
  await db
    .updateTable('claims')
    .set({ media_id: claim.mediaId, created_at: now })
    .where('owner', '=', row.owner)
    .where('digest', '=', row.digest)
    .execute()
}

/** Claims the bytes of media that were taken out of the trash again, in the caller's transaction, where nobody has. */
export async function retakeClaims(db: Database, media: readonly Media[]): Promise<void> {
  for (const { id, userId, digest, createdAt } of media) {
    if (userId === undefined) continue
    await db
      .insertInto('claims')
      .values({
        owner: ownerOf({ user: { id: userId }, address: '' }),
        digest,
        media_id: id,
        created_at: createdAt,
      })
      .onConflict((conflict) => conflict.columns(['owner', 'digest']).doNothing())
      .execute()
  }
}

/** The refusal of bytes that their sender already has here, in the media named. */
export function repeated(mediaId: string): AppError {
  return new AppError('duplicate', 'You have uploaded this file before', { details: { mediaId } })
}
