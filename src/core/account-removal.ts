import { hash } from '@node-rs/argon2'
import { type Database, transact } from '../database/database.ts'
import { isPostgres } from '../database/dialect.ts'
import { enqueue } from '../database/queue.ts'
import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { randomText } from './ids.ts'
import { kickJobs } from './job-calls.ts'
import { announceGone, removeMediaOf } from './media.ts'
import { endSessions } from './sessions.ts'
import type { User } from './words.ts'

/** What the names of closed accounts begin with: nobody can choose one with a colon. */
const closedPrefix = 'closed:'

/** Removes an account with its sessions and keys, its albums and all its media. Answers how many media went. */
export async function removeUser(app: App, user: Pick<User, 'id'>): Promise<number> {
  await endSessions(app.db, user.id)
  await app.db.deleteFrom('api_keys').where('user_id', '=', user.id).execute()
  const removed = await removeMediaOf(app, user.id)
  await app.db.deleteFrom('users').where('id', '=', user.id).execute()
  return removed
}

/**
 * Ends an account at once: nobody can use it any more, its name and address are free, nothing of it says whose it was,
 * and nobody sees what it holds, which a job removes. Throws forbidden when nobody else could run the site.
 */
export async function closeAccount(app: App, user: User): Promise<void> {
  const now = app.now()
  const password_hash = await hash(randomText(43))
  const hidden = await transact(app.db, async (transaction) => {
    await refuseLast(transaction, user)
    const nameless = `${closedPrefix}${user.id}`
    await transaction
      .updateTable('users')
      .set({
        name: nameless,
        name_key: nameless,
        email: nameless,
        email_key: nameless,
        password_hash,
        role: 'user',
        display_name: null,
        bio: null,
        website: null,
        avatar_id: null,
        hidden: 1,
        preferences: '{}',
      })
      .where('id', '=', user.id)
      .execute()
    await endSessions(transaction, user.id)
    await transaction.deleteFrom('api_keys').where('user_id', '=', user.id).execute()
    await enqueueRemoval(transaction, now, user.id)
    return hideAll(transaction, user.id)
  })
  await announceGone(app, hidden)
  kickJobs(app)
}

/** Queues the removal of closed accounts again where it was given up. Answers how many there are. */
export async function resumeRemovals(app: App): Promise<number> {
  const rows = await app.db
    .selectFrom('users')
    .select('id')
    .where('name_key', '>', closedPrefix)
    .where('name_key', '<', `${closedPrefix}~`)
    .execute()
  for (const { id } of rows) await enqueueRemoval(app.db, app.now(), id)
  return rows.length
}

/** Ahead of all jobs that wait: somebody was told that it happens at once. */
async function enqueueRemoval(db: Database, now: number, id: string): Promise<void> {
  const uniqueKey = `remove-account:${id}`
  await enqueue(db, now, { kind: 'remove-account', payload: { id }, runAt: 0, uniqueKey })
}

/** What lies in a trash that is emptied is gone for everybody. */
async function hideAll(db: Database, userId: string): Promise<Pick<MediaRow, 'folder' | 'name'>[]> {
  await db.updateTable('albums').set({ visibility: 'private' }).where('user_id', '=', userId).execute()
  return db
    .updateTable('media')
    .set({ trashed_at: 0 })
    .where('user_id', '=', userId)
    .returning(['folder', 'name'])
    .execute()
}

/** Of administrators who leave at once, each waits for the one before. */
async function refuseLast(db: Database, user: User): Promise<void> {
  const admins = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .orderBy('id')
    .$if(isPostgres(db), (query) => query.forUpdate())
    .execute()
  const isLast = admins.every(({ id }) => id === user.id)
  if (admins.length > 0 && isLast) throw new AppError('forbidden', 'The only administrator cannot leave')
}
