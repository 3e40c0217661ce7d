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
