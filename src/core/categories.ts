import { z } from 'zod'
import { uniqueViolation } from '../database/dialect.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { slug } from './names.ts'

/** What a media may be about; `key` stands in addresses. */
export type Category = { id: number; name: string; key: string }

const newCategory = z.object({
  name: z.string().trim().min(1, 'a category needs a name').max(60, 'a name has at most 60 characters'),
  key: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a key has lower-case letters, digits and single dashes: give one')
    .max(60, 'a key has at most 60 characters'),
})

/** All categories, by name. */
export async function listCategories(app: Pick<App, 'db'>): Promise<Category[]> {
  const rows = await app.db.selectFrom('categories').selectAll().orderBy('name').orderBy('id').execute()
  return rows.map((row) => ({ id: row.id, name: row.name, key: row.url_key }))
}

/** Makes a category; without a key one is made of its name. Throws bad-input. */
export async function addCategory(
  app: Pick<App, 'db'>,
  wanted: { name: string; key?: string | undefined },
): Promise<Category> {
  const parsed = newCategory.safeParse({
    name: wanted.name,
    key: wanted.key ?? slug(wanted.name).toLowerCase(),
  })
  if (!parsed.success) {
    throw new AppError('bad-input', parsed.error.issues.map((issue) => issue.message).join('; '))
  }
  const { name, key } = parsed.data
  const last = await app.db
    .selectFrom('categories')
    .select((select) => select.fn.max<number | null>('id').as('id'))
    .executeTakeFirst()
  const row = { id: (last?.id ?? 0) + 1, name, url_key: key }
  try {
    await app.db.insertInto('categories').values(row).execute()
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error
    throw new AppError('bad-input', `There is a category with the key ${key}`)
  }
  return { id: row.id, name, key }
}

/** Removes a category by its key; its media stay, without one. Throws not-found. */
export async function removeCategory(app: Pick<App, 'db'>, key: string): Promise<void> {
  const removed = await app.db.deleteFrom('categories').where('url_key', '=', key).executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw new AppError('not-found', `There is no category ${key}`)
}
