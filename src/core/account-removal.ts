import { hash } from '@node-rs/argon2'
import { type Database, transact } from '../database/database.ts'
import { enqueue } from '../database/queue.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { randomText } from './ids.ts'
import { removeMediaOf } from './media.ts'
import { endSessions } from './sessions.ts'
import type { User } from './words.ts'

/** Removes an account with its sessions and keys, its albums and all its media. Answers how many media went. */
export async function removeUser(app: App, user: Pick<User, 'id'>): Promise<number> {
  await endSessions(app.db, user.id)
  await app.db.deleteFrom('api_keys').where('user_id', '=', user.id).execute()
  const removed = await removeMediaOf(app, user.id)
  await app.db.deleteFrom('users').where('id', '=', user.id).execute()
  return removed
}

/**
 * Ends an account at once: nobody can use it any more, its name and address are free, nothing of it says whose it was.
 * What it holds is removed by a job. Throws forbidden when nobody else could run the site.
 */
export async function closeAccount(app: App, user: User): Promise<void> {
  const now = app.now()
  const password_hash = await hash(randomText(43))
  await transact(app.db, async (transaction) => {
    const nameless = `closed:${user.id}`
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
    if (user.role === 'admin') await refuseLast(transaction)
    await endSessions(transaction, user.id)
    await transaction.deleteFrom('api_keys').where('user_id', '=', user.id).execute()
    await enqueue(transaction, now, { kind: 'remove-account', payload: { id: user.id }, runAt: now })
  })
}

async function refuseLast(db: Database): Promise<void> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .limit(1)
    .executeTakeFirst()
  if (!other) throw new AppError('forbidden', 'The only administrator cannot leave')
}
