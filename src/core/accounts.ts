import { hash } from '@node-rs/argon2'
import { z } from 'zod'
import type { Database } from '../database/database.ts'
import { uniqueViolation } from '../database/dialect.ts'
import type { UserRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { findGroup } from './groups.ts'
import { nextId } from './ids.ts'
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

/** Makes an account. Throws bad-input when a field is wrong or the name or address is taken. */
export async function createUser(app: App, user: NewUser): Promise<User> {
  const row = await newUserRow(app, user)
  await insertUser(app.db, row)
  return toUser(app, row)
}

/** The row of a new account, yet to be inserted. Throws bad-input when a field is wrong. */
export async function newUserRow(app: Pick<App, 'now'>, user: NewUser): Promise<UserRow> {
  const { name, email, role, password } = check(newUser, user)
  return {
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
}

/** Inserts a new account. Throws bad-input when its name or address is taken. */
export async function insertUser(db: Database, row: UserRow): Promise<void> {
  try {
    await db.insertInto('users').values(row).execute()
  } catch (error) {
    throw takenError(error) ?? error
  }
}

/** Changes the name or the e-mail address of an account. Throws bad-input when one is wrong or taken. */
export async function renameUser(
  app: Pick<App, 'db'>,
  user: User,
  to: { name?: string | undefined; email?: string | undefined },
): Promise<void> {
  const { name, email } = check(newUser.pick({ name: true, email: true }).partial(), to)
  const columns = {
    ...(name !== undefined && { name, name_key: key(name) }),
    ...(email !== undefined && { email, email_key: key(email) }),
  }
  if (Object.keys(columns).length === 0) return
  try {
    await app.db.updateTable('users').set(columns).where('id', '=', user.id).execute()
  } catch (error) {
    throw takenError(error) ?? error
  }
}

/** Whether anybody has an account. */
export async function hasUsers(db: Database): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** All accounts, the oldest first. */
export async function listUsers(app: App): Promise<User[]> {
  const rows = await app.db.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').execute()
  return Promise.all(rows.map((row) => toUser(app, row)))
}

/** An account by name or e-mail address, in any case. */
export async function findUser(app: App, nameOrEmail: string): Promise<User | undefined> {
  const row = await findUserRow(app.db, nameOrEmail)
  return row && toUser(app, row)
}

/** An account by its name alone, in any case. */
export async function findUserByName(app: App, name: string): Promise<User | undefined> {
  if (!isText(name)) return undefined
  const row = await app.db
    .selectFrom('users')
    .selectAll()
    .where('name_key', '=', key(name))
    .executeTakeFirst()
  return row && toUser(app, row)
}

/** An account by its id. */
export async function findUserById(app: App, id: string): Promise<User | undefined> {
  const row = await app.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
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
    preferences: JSON.parse(row.preferences),
  }
}

/** The row of an account by name or e-mail address, in any case. */
export async function findUserRow(db: Database, nameOrEmail: string): Promise<UserRow | undefined> {
  if (!isText(nameOrEmail)) return undefined
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

/** PostgreSQL does not even look up a text with a NUL in it. */
function isText(text: string): boolean {
  return !text.includes('\0')
}

/** Throws bad-input when the password is too short. */
export function checkPassword(password: string, field = 'password'): void {
  check(z.object({ [field]: newUser.shape.password }), { [field]: password })
}

/** What is checked, as the schema reads it. Throws bad-input naming the first field that is wrong. */
function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const field = String(issues[0]?.path[0] ?? '')
  const details = field === '' ? {} : { field }
  throw new AppError('bad-input', issues.map((issue) => issue.message).join('; '), { details })
}

function takenError(error: unknown): AppError | undefined {
  const constraint = uniqueViolation(error)
  if (constraint === undefined) return undefined
  return constraint.includes('name_key')
    ? new AppError('bad-input', 'That name is taken', { details: { field: 'name', what: 'taken' } })
    : new AppError('bad-input', 'That e-mail address is taken', {
        details: { field: 'email', what: 'taken' },
      })
}
