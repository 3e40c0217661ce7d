import { hash, verify } from '@node-rs/argon2'
import { transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { checkPassword, findUserRow, toUser } from './accounts.ts'
import type { App } from './app.ts'
import { endSessions } from './sessions.ts'
import type { User } from './words.ts'

/** A hash that no password has, so that an unknown name takes as long as a wrong password. */
const nobody = hash('nobody')

/** The account whose password this is. Throws bad-credentials, and takes as long for a name that is not there. */
export async function authenticate(app: App, nameOrEmail: string, password: string): Promise<User> {
  const row = await findUserRow(app.db, nameOrEmail)
  const matches = await verify(row?.password_hash ?? (await nobody), password)
  if (!row || !matches) throw new AppError('bad-credentials', 'Wrong username or password')
  return toUser(app, row)
}

/**
 * Gives an account another password and ends its sessions, but for the one to `keep`. Throws bad-input when the
 * password is too short, naming the field that it came in.
 */
export async function setPassword(
  app: App,
  user: User,
  { password, keep, field }: { password: string; keep?: string; field?: string },
): Promise<void> {
  checkPassword(password, field)
  const password_hash = await hash(password)
  await transact(app.db, async (transaction) => {
    await transaction.updateTable('users').set({ password_hash }).where('id', '=', user.id).execute()
    await endSessions(transaction, user.id, keep)
  })
}
