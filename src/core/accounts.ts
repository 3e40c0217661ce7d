import { hash, verify } from '@node-rs/argon2'
import { z } from 'zod'
import type { Database } from '../database/database.ts'
import { uniqueViolation } from '../database/dialect.ts'
import type { UserRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { findGroup } from './groups.ts'
import { nextId } from './ids.ts'
import { removeMediaOf } from './media.ts'
import type { Role, User } from './words.ts'

export type NewUser = { name: string; email: string; role: Role; password: string }

const newUser = z.object({
  name: z
    .string()
    .trim()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}_.-]{1,31}$/u,
      'a name has 2 to 32 letters, digits, dots, dashes or underscores',
    ),
  email: z.email('that is no e-mail address').max(254),
  role: z.enum(['admin', 'user']),
  password: z.string().min(8, 'a password has at least 8 characters').max(1000),
})

/** A hash that no password has, so that an unknown name takes as long as a wrong password. */
const nobody = hash('nobody')

/** Makes an account. Throws bad-input when a field is wrong or the name or address is taken. */
export async function createUser(app: App, user: NewUser): Promise<User> {
  const parsed = newUser.safeParse(user)
  if (!parsed.success) throw badInput(parsed.error)
  const { name, email, role, password } = parsed.data
  const row = {
    id: nextId(app.now()),
    name,
    name_key: key(name),
    email,
    email_key: key(email),
    email_verified: 0,
    password_hash: await hash(password),
    role,
    group_id: role === 'admin' ? 'admins' : 'members',
    group_expires_at: null,
    bytes_used: 0,
    token_version: 0,
    created_at: app.now(),
    display_name: null,
    bio: null,
    website: null,
    avatar_id: null,
    hidden: 0,
    preferences: '{}',
  }
  try {
    await app.db.insertInto('users').values(row).execute()
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error
    throw new AppError('bad-input', 'That name or e-mail address is taken')
  }
  return toUser(app, row)
}

/** All accounts, the oldest first. */
export async function listUsers(app: App): Promise<User[]> {
  const rows = await app.db.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').execute()
  return Promise.all(rows.map((row) => toUser(app, row)))
}

/** An account by name or e-mail address, in any case. */
export async function findUser(app: App, nameOrEmail: string): Promise<User | undefined> {
  const row = await findRow(app.db, nameOrEmail)
  return row && toUser(app, row)
}

/** The name of an account by its id. */
export async function userName(app: App, id: string): Promise<string | undefined> {
  const row = await app.db.selectFrom('users').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name
}

/** As findUser, but throws not-found. */
export async function requireUser(app: App, nameOrEmail: string): Promise<User> {
  const user = await findUser(app, nameOrEmail)
  if (!user) throw new AppError('not-found', `There is no user ${nameOrEmail}`)
  return user
}

/** The account whose password this is. Throws bad-credentials, and takes as long for a name that is not there. */
export async function authenticate(app: App, nameOrEmail: string, password: string): Promise<User> {
  const row = await findRow(app.db, nameOrEmail)
  const matches = await verify(row?.password_hash ?? (await nobody), password)
  if (!row || !matches) throw new AppError('bad-credentials', 'Wrong username or password')
  return toUser(app, row)
}

/** Throws bad-input when the password is too short. */
export async function setPassword(app: App, user: User, password: string): Promise<void> {
  const parsed = newUser.shape.password.safeParse(password)
  if (!parsed.success) throw badInput(parsed.error)
  const password_hash = await hash(password)
  await app.db.updateTable('users').set({ password_hash }).where('id', '=', user.id).execute()
}

/** Removes an account with its keys, its albums and all its media. Answers how many media went. */
export async function removeUser(app: App, user: User): Promise<number> {
  await app.db.deleteFrom('api_keys').where('user_id', '=', user.id).execute()
  const removed = await removeMediaOf(app, user.id)
  await app.db.deleteFrom('users').where('id', '=', user.id).execute()
  return removed
}

/** A row of `users` in our words. A group whose time is over gives way to that of the members. */
export async function toUser(app: Pick<App, 'db' | 'now'>, row: UserRow): Promise<User> {
  const over = row.group_expires_at !== null && row.group_expires_at <= app.now()
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    emailVerified: row.email_verified === 1,
    role: row.role as Role,
    group: await findGroup(app, over ? 'members' : row.group_id),
    groupExpiresAt: over ? undefined : (row.group_expires_at ?? undefined),
    bytesUsed: row.bytes_used,
    createdAt: row.created_at,
    displayName: row.display_name ?? undefined,
    bio: row.bio ?? undefined,
    website: row.website ?? undefined,
    avatarId: row.avatar_id ?? undefined,
    hidden: row.hidden === 1,
  }
}

function findRow(db: Database, nameOrEmail: string): Promise<UserRow | undefined> {
  const wanted = key(nameOrEmail)
  return db
    .selectFrom('users')
    .selectAll()
    .where((is) => is.or([is('name_key', '=', wanted), is('email_key', '=', wanted)]))
    .executeTakeFirst()
}

function key(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}

function badInput(error: z.ZodError): AppError {
  return new AppError('bad-input', error.issues.map((issue) => issue.message).join('; '))
}
