import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { toUser } from './accounts.ts'
import type { App } from './app.ts'
import { nextId, randomText, sha256 } from './ids.ts'
import type { User } from './words.ts'

const day = 86_400_000
/** How long a browser stays signed in without being used, milliseconds: remembered, or while it is open. */
export const sessionLife = { remembered: 60 * day, short: day } as const
/** How exact `last seen` is, milliseconds: a write per request would cost more than it tells. */
const seenEvery = 10 * 60_000

/** Signs a browser in. The token goes into its cookie; only its SHA-256 is kept. */
export async function createSession(
  app: App,
  user: User,
  from: { address: string; userAgent: string; remember: boolean },
): Promise<{ token: string; id: string }> {
  const token = randomText(43)
  const now = app.now()
  const life = from.remember ? sessionLife.remembered : sessionLife.short
  const row = {
    hash: sha256(token),
    id: nextId(now),
    user_id: user.id,
    created_at: now,
    last_seen_at: now,
    expires_at: now + life,
    user_agent: from.userAgent.slice(0, 300),
    address: from.address,
  }
  await app.db.insertInto('sessions').values(row).execute()
  return { token, id: row.id }
}

/** Who has signed in with this token; undefined when nobody has, or the time is over. Being used makes it last longer. */
export async function findSession(app: App, token: string): Promise<{ user: User; id: string } | undefined> {
  const row = await app.db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .selectAll('users')
    .select([
      'sessions.id as session_id',
      'sessions.last_seen_at',
      'sessions.expires_at as session_expires_at',
    ])
    .where('sessions.hash', '=', sha256(token))
    .executeTakeFirst()
  const now = app.now()
  if (!row || row.session_expires_at <= now) return undefined
  if (Math.abs(now - row.last_seen_at) > seenEvery) {
    const expires_at = now + (row.session_expires_at - row.last_seen_at)
    await app.db
      .updateTable('sessions')
      .set({ last_seen_at: now, expires_at })
      .where('id', '=', row.session_id)
      .execute()
  }
  return { user: await toUser(app, row), id: row.session_id }
}

/** A browser that has signed in, as its owner may see it. Times are integer milliseconds. */
export type SessionInfo = {
  id: string
  createdAt: number
  lastSeenAt: number
  expiresAt: number
  userAgent: string
  address: string
}

/** Where a user has signed in, the last seen first. */
export async function listSessions(app: App, user: User): Promise<SessionInfo[]> {
  const rows = await app.db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', user.id)
    .where('expires_at', '>', app.now())
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
    address: row.address,
  }))
}

/** Signs one of the user's browsers out. Throws not-found. */
export async function endSession(app: App, user: User, id: string): Promise<void> {
  const ended = await app.db
    .deleteFrom('sessions')
    .where('user_id', '=', user.id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (ended.numDeletedRows === 0n) throw new AppError('not-found', 'There is no such session')
}

/** Signs out every browser of a user, but for the session to `keep`. */
export async function endSessions(db: Database, userId: string, keep?: string): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(keep !== undefined, (query) => query.where('id', '!=', keep ?? ''))
    .execute()
}

/** Removes the sessions whose time is over. */
export async function removeExpiredSessions(app: App): Promise<void> {
  await app.db.deleteFrom('sessions').where('expires_at', '<=', app.now()).execute()
}
