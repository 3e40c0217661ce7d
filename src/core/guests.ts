import { type Database, transact } from '../database/database.ts'
import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { findGroup } from './groups.ts'
import { clearHistory, goneChannel } from './media.ts'
import { fileStem } from './media-rows.ts'
import { expiryOf, ownerOf } from './policy.ts'
import { readSettings } from './settings.ts'
import { takeQuota } from './usage.ts'
import type { Actor, User } from './words.ts'

/** How many media are looked up at a time. */
const batch = 100

type GuestRow = Pick<MediaRow, 'id' | 'folder' | 'name' | 'digest' | 'created_at' | 'expires_at'>

/** How many media a guest's browser has sent that an account may take over. */
export async function countClaimable(app: App, guestId: string): Promise<number> {
  const row = await claimable(app, guestId)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/**
 * Gives a user what a guest's browser has sent: as many as his quota takes, the oldest first. Who saw them before sees
 * them afterwards; expiry is that of his own uploads where it was not the guest's wish. Answers how many were taken
 * and how many are left to the guest.
 */
export async function claimMedia(
  app: App,
  user: User,
  guestId: string,
): Promise<{ taken: number; left: number }> {
  const imposed = expiryOf({ group: await findGroup(app, 'guests') }, undefined)
  let [taken, left, after] = [0, 0, '']
  for (;;) {
    const rows = await claimable(app, guestId)
      .select(['id', 'folder', 'name', 'digest', 'created_at', 'expires_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute()
    for (const row of rows) {
      const outcome = await claimOne(
        app,
        { user, guestId, expiresAt: expiryFor(app, user, { row, imposed }) },
        row,
      )
      if (outcome === 'taken') taken++
      if (outcome === 'left') left++
      after = row.id
    }
    if (rows.length < batch) return { taken, left }
  }
}

/** Forgets what a guest's browser has sent and, where guests see that, what came from the actor's address; the files stay. */
export async function clearGuest(app: App, actor: Actor, guestId: string | undefined): Promise<void> {
  if (guestId !== undefined) {
    await app.db.updateTable('media').set({ guest_id: null }).where('guest_id', '=', guestId).execute()
  }
  const settings = await readSettings(app)
  if (settings['history-by-address']) await clearHistory(app, actor)
}

type Claimer = { user: User; guestId: string; expiresAt: number | null }

async function claimOne(app: App, claimer: Claimer, row: GuestRow): Promise<'taken' | 'left' | 'gone'> {
  try {
    const taken = await transact(app.db, (transaction) => handOver(transaction, app.now(), { claimer, row }))
    if (!taken) return 'gone'
  } catch (error) {
    if (error instanceof AppError && error.code === 'over-quota') return 'left'
    throw error
  }
  await app.kv.publish(goneChannel, fileStem(row))
  return 'taken'
}

/** False when it is no longer the guest's. */
async function handOver(
  db: Database,
  now: number,
  { claimer, row }: { claimer: Claimer; row: GuestRow },
): Promise<boolean> {
  const { user, guestId, expiresAt } = claimer
  const changed = await db
    .updateTable('media')
    .set({ user_id: user.id, guest_id: null, address: null, in_history: 0, expires_at: expiresAt })
    .where('id', '=', row.id)
    .where('guest_id', '=', guestId)
    .where('user_id', 'is', null)
    .returning('total_size')
    .executeTakeFirst()
  if (!changed) return false
  await takeQuota(db, { userId: user.id, quota: user.group.quotaBytes, size: changed.total_size })
  await db.deleteFrom('claims').where('media_id', '=', row.id).execute()
  await db
    .insertInto('claims')
    .values({ owner: ownerOf({ user, address: '' }), digest: row.digest, media_id: row.id, created_at: now })
    .onConflict((conflict) => conflict.columns(['owner', 'digest']).doNothing())
    .execute()
  return true
}

/** An expiry shorter than every guest's was wished, and stays. */
function expiryFor(
  app: App,
  user: User,
  { row, imposed }: { row: GuestRow; imposed: number | undefined },
): number | null {
  if (row.expires_at === null) return null
  if (imposed === undefined || row.expires_at - row.created_at < imposed) return row.expires_at
  const own = expiryOf({ group: user.group }, undefined)
  return own === undefined ? null : app.now() + own
}

function claimable(app: App, guestId: string) {
  return app.db
    .selectFrom('media')
    .where('guest_id', '=', guestId)
    .where('user_id', 'is', null)
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', app.now())]))
}
