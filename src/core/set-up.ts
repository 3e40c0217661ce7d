import { transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { hasUsers, insertUser, type NewUser, newUserRow, toUser } from './accounts.ts'
import type { App } from './app.ts'
import { derivedText } from './ids.ts'
import { siteUrl } from './links.ts'
import { type Settings, saveSettings } from './settings.ts'
import type { User } from './words.ts'

/** What the first visitor must know: 130 bits derived from the server's secret. */
export function setUpToken(app: Pick<App, 'config'>): string {
  return derivedText(app.config.secret, ['set-up'], 22)
}

/** The address that the server prints while nobody has an account. */
export function setUpUrl(app: Pick<App, 'config'>): string {
  return siteUrl(app, `/setup?token=${setUpToken(app)}`)
}

/**
 * Makes the first account, an administrator's, and sets what was chosen. Throws forbidden once anybody has an account,
 * and what `createUser` throws.
 */
export async function setUpSite(
  app: App,
  admin: Omit<NewUser, 'role'>,
  chosen: Partial<Settings>,
): Promise<User> {
  const row = await newUserRow(app, { ...admin, role: 'admin' })
  await transact(app.db, async (transaction) => {
    // Of two at once, the second waits here until the first is done, and then sees its account.
    const lock = { name: 'set-up', value: 'true' }
    await transaction
      .insertInto('settings')
      .values(lock)
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: lock.value }))
      .execute()
    if (await hasUsers(transaction)) throw new AppError('forbidden', 'This site has been set up')
    await insertUser(transaction, row)
    await saveSettings(transaction, chosen)
  })
  return toUser(app, row)
}
