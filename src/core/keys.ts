import { transact } from '../database/database.ts'
import type { ApiKeyRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { toUser } from './accounts.ts'
import type { App } from './app.ts'
import { findGroup } from './groups.ts'
import { derivedText, nextId, randomText, sha256 } from './ids.ts'
import type { Actor, User } from './words.ts'

/** Where a request came from. `sure` is false when a forwarding header came from a peer that is not trusted. */
export type Origin = { address: string; sure: boolean }

/** A key as its owner may see it: never the key itself. */
export type KeyInfo = {
  id: string
  label: string
  kind: 'key' | 'token'
  createdAt: number
  lastUsedAt: number | undefined
}

/** Secret scanners know our keys by it. */
const prefix = 'tint'
/** Keys of an account: each may upload at its group's rate. */
const mostKeys = 50
/** Keys of an account that were made for a password. */
const mostSignInKeys = 10
/** How exact `last used` is, milliseconds: a write per request would cost more than it tells. */
const lastUsedEvery = 3_600_000

/** Who asks: the owner of the key, or a guest when there is none. Throws key-invalid. */
export async function actorOf(app: App, key: string | undefined, from: Origin): Promise<Actor> {
  const origin = { address: from.address, addressSure: from.sure }
  if (key === undefined) {
    return { user: undefined, keyId: undefined, group: await findGroup(app, 'guests'), ...origin }
  }
  const row = await app.db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .selectAll('users')
    .select(['api_keys.id as key_id', 'api_keys.last_used_at'])
    .where('api_keys.hash', '=', sha256(key))
    .executeTakeFirst()
  if (!row) throw new AppError('key-invalid', 'Invalid API key')
  await noteUse(app, row.key_id, row.last_used_at)
  const user = await toUser(app, row)
  return { user, keyId: row.key_id, group: user.group, ...origin }
}

/**
 * The key in a request's headers: `X-API-Key`, or `Authorization` as the key alone, `Basic KEY` or `Bearer KEY`. Lsky
 * Pro's keys have a number before them, `1|KEY`, and forms made for it insist on that.
 */
export function keyFromHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  const own = headers['x-api-key']
  if (typeof own === 'string' && own.trim() !== '') return own.trim()
  const authorization = headers.authorization
  if (typeof authorization !== 'string') return undefined
  const [, scheme, word] = /^(?:(basic|bearer)\s+)?(?:\d+\|)?(.*)$/is.exec(authorization.trim()) ?? []
  // A field for a key that was left empty.
  if (!word || /^(basic|bearer|token)$/i.test(word)) return undefined
  // A proxy's own sign-in comes this way too, NAME:PASSWORD, and is none of ours.
  const isSignIn = scheme?.toLowerCase() === 'basic' && Buffer.from(word, 'base64').includes(':')
  return isSignIn && !looksLikeKey(word) ? undefined : word
}

/** Whether a text has the shape that all our keys have, be there such a key or not. */
export function looksLikeKey(text: string): boolean {
  return /^tint[A-Za-z0-9]{28}$/.test(text)
}

/** Makes a key for a user. It is shown this once; only its SHA-256 is kept. Throws bad-input. */
export async function makeKey(app: App, user: User, label: string): Promise<KeyInfo & { key: string }> {
  const name = label.trim()
  if (name === '' || name.length > 100 || name.includes('\0'))
    throw new AppError('bad-input', 'A key needs a name of 1 to 100 characters')
  const { count } = await app.db
    .selectFrom('api_keys')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', user.id)
    .where('kind', '!=', 'sign-in')
    .executeTakeFirstOrThrow()
  if (Number(count) >= mostKeys)
    throw new AppError('bad-input', `An account has ${mostKeys} keys at most: end one first`)
  const { key, row } = newKey(app, user, { label: name, kind: 'key' })
  await app.db.insertInto('api_keys').values(row).execute()
  return { ...toKeyInfo(row), key }
}

/**
 * Makes the key of a program that somebody signed in to with a password. The newest or last used of them stay, so that
 * programs that sign in each time take no keys away that people make.
 */
export async function makeSignInKey(app: App, user: User, label: string): Promise<string> {
  const { key, row } = newKey(app, user, { label, kind: 'sign-in' })
  await transact(app.db, async (db) => {
    await db.insertInto('api_keys').values(row).execute()
    const kept = await db
      .selectFrom('api_keys')
      .select(['id', 'created_at', 'last_used_at'])
      .where('user_id', '=', user.id)
      .where('kind', '=', 'sign-in')
      .where('id', '!=', row.id)
      .execute()
    const usedAt = (each: (typeof kept)[number]) => Math.max(each.created_at, each.last_used_at ?? 0)
    const idle = kept
      .sort((one, other) => usedAt(other) - usedAt(one) || (one.id < other.id ? 1 : -1))
      .slice(mostSignInKeys - 1)
    for (const { id } of idle) await db.deleteFrom('api_keys').where('id', '=', id).execute()
  })
  return key
}

function newKey(
  app: App,
  user: User,
  { label, kind }: { label: string; kind: 'key' | 'sign-in' },
): { key: string; row: ApiKeyRow } {
  const key = prefix + randomText(28)
  const id = nextId(app.now())
  const hash = sha256(key)
  return {
    key,
    row: { id, user_id: user.id, label, kind, hash, created_at: app.now(), last_used_at: null },
  }
}

/** As makeKey, but answers the key alone. */
export async function createKey(app: App, user: User, label: string): Promise<string> {
  return (await makeKey(app, user, label)).key
}

/** The user's derived key, the same every time until it is revoked (SM.MS API v2, "Get API-Token"). */
export async function tokenOf(app: App, user: User): Promise<string> {
  const { token_version } = await app.db
    .selectFrom('users')
    .select('token_version')
    .where('id', '=', user.id)
    .executeTakeFirstOrThrow()
  const token = prefix + derivedText(app.config.secret, ['token', user.id, token_version], 28)
  await app.db
    .insertInto('api_keys')
    .values({
      id: nextId(app.now()),
      user_id: user.id,
      label: 'SM.MS token',
      kind: 'token',
      hash: sha256(token),
      created_at: app.now(),
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
  return token
}

/** A user's keys, the oldest first. */
export async function listKeys(app: App, user: User): Promise<KeyInfo[]> {
  const rows = await app.db
    .selectFrom('api_keys')
    .selectAll()
    .where('user_id', '=', user.id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toKeyInfo)
}

/** Ends a key of the user by its id or label; the derived token is another one from then on. Throws not-found. */
export async function revokeKey(app: App, user: User, idOrLabel: string): Promise<void> {
  const keys = await listKeys(app, user)
  const ids = keys.filter(({ id, label }) => id === idOrLabel || label === idOrLabel).map(({ id }) => id)
  if (ids.length === 0) throw noKey(user, idOrLabel)
  await revoke(app, user, ids)
}

/** Ends every key of the user that `makeSignInKey` made with this label; that there is none is no error. */
export async function revokeSignInKeys(app: App, user: User, label: string): Promise<void> {
  await app.db
    .deleteFrom('api_keys')
    .where('user_id', '=', user.id)
    .where('label', '=', label)
    .where('kind', '=', 'sign-in')
    .execute()
}

/** As revokeKey, by the id alone. */
export async function revokeKeyById(app: App, user: User, id: string): Promise<void> {
  await revoke(app, user, [id])
}

async function revoke(app: App, user: User, ids: readonly string[]): Promise<void> {
  await transact(app.db, async (transaction) => {
    const revoked = await transaction
      .deleteFrom('api_keys')
      .where('user_id', '=', user.id)
      .where('id', 'in', [...ids])
      .returning('kind')
      .execute()
    if (revoked.length === 0) throw noKey(user, ids.join())
    if (revoked.some((key) => key.kind === 'token')) {
      await transaction
        .updateTable('users')
        .set((set) => ({ token_version: set('token_version', '+', 1) }))
        .where('id', '=', user.id)
        .execute()
    }
  })
}

function noKey(user: User, name: string): AppError {
  return new AppError('not-found', `${user.name} has no key ${name}`)
}

function toKeyInfo(row: ApiKeyRow): KeyInfo {
  return {
    id: row.id,
    label: row.label,
    kind: row.kind === 'token' ? 'token' : 'key',
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}

async function noteUse(app: App, id: string, last: number | null): Promise<void> {
  const now = app.now()
  if (last !== null && Math.abs(now - last) < lastUsedEvery) return
  await app.db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', id).execute()
}
