import { z } from 'zod'
import type { GroupRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { kindNames } from '../media/kinds.ts'
import type { App } from './app.ts'
import type { Group } from './words.ts'

/** The groups a site begins with: who has no account, who has one, and who runs the site. */
export type FirstGroup = 'guests' | 'members' | 'admins'

const count = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)
const optionalCount = z
  .string()
  .regex(/^(none|\d{1,15})$/, 'must be a whole number or none')
  .transform((text) => (text === 'none' ? null : Number(text)))
const flag = z
  .enum(['yes', 'no', 'true', 'false'], 'must be yes or no')
  .transform((word) => (word === 'yes' || word === 'true' ? 1 : 0))
const kindList = z
  .string()
  .transform((text) => (text === 'all' ? null : text.split(',').map((part) => part.trim())))
  .pipe(z.array(z.enum(kindNames, `must be all, or any of ${kindNames.join(', ')}`)).nullable())
  .transform((kinds) => (kinds ? JSON.stringify(kinds) : null))

/** What an operator may change of a group, with the rule of each value as it is typed. */
export const groupFields = {
  name: { column: 'name', about: 'what people see', rule: z.string().min(1).max(60) },
  'max-file-bytes': { column: 'max_file_bytes', about: 'largest file, bytes', rule: count },
  'quota-bytes': {
    column: 'quota_bytes',
    about: 'storage of each user, bytes, or none',
    rule: optionalCount,
  },
  kinds: { column: 'kinds', about: 'kinds of files, a comma list, or all', rule: kindList },
  'default-expiry': {
    column: 'default_expiry',
    about: 'when an upload expires, ms, or none',
    rule: optionalCount,
  },
  'max-expiry': {
    column: 'max_expiry',
    about: 'longest expiry that may be wished, ms, or none',
    rule: optionalCount,
  },
  naming: {
    column: 'naming',
    about: 'file names: original, mixed (with 128 random bits) or random',
    rule: z.enum(['original', 'mixed', 'random'], 'must be original, mixed or random'),
  },
  'uploads-per-minute': { column: 'uploads_per_minute', about: 'uploads per key or address', rule: count },
  'uploads-per-hour': { column: 'uploads_per_hour', about: 'uploads per key or address', rule: count },
  'may-upload': { column: 'may_upload', about: 'yes or no', rule: flag },
  'may-upload-urls': { column: 'may_upload_urls', about: 'fetching from addresses, yes or no', rule: flag },
  'allow-duplicates': { column: 'allow_duplicates', about: 'the same bytes twice, yes or no', rule: flag },
} as const satisfies Record<string, { column: keyof GroupRow; about: string; rule: z.ZodType }>

/** A row of `groups` in our words. */
export function toGroup(row: GroupRow): Group {
  return {
    id: row.id,
    name: row.name,
    maxFileBytes: row.max_file_bytes,
    quotaBytes: row.quota_bytes ?? undefined,
    kinds: row.kinds === null ? undefined : JSON.parse(row.kinds),
    defaultExpiry: row.default_expiry ?? undefined,
    maxExpiry: row.max_expiry ?? undefined,
    naming: row.naming as Group['naming'],
    uploadsPerMinute: row.uploads_per_minute,
    uploadsPerHour: row.uploads_per_hour,
    mayUpload: row.may_upload === 1,
    mayUploadUrls: row.may_upload_urls === 1,
    allowDuplicates: row.allow_duplicates === 1,
  }
}

/** A group by its id. Throws not-found. */
export async function findGroup(app: Pick<App, 'db'>, id: FirstGroup | (string & {})): Promise<Group> {
  const row = await app.db.selectFrom('groups').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not-found', `There is no group ${id}`)
  return toGroup(row)
}

export async function listGroups(app: Pick<App, 'db'>): Promise<Group[]> {
  const rows = await app.db.selectFrom('groups').selectAll().orderBy('id').execute()
  return rows.map(toGroup)
}

/** The largest file that anybody may send, bytes: what is staged while it is not yet known who asks. */
export async function largestFile(app: Pick<App, 'db'>): Promise<number> {
  const row = await app.db
    .selectFrom('groups')
    .select((select) => select.fn.max('max_file_bytes').as('bytes'))
    .executeTakeFirst()
  return row?.bytes ?? 0
}

/** Changes one field of a group from the text an operator typed. Throws bad-input or not-found. */
export async function changeGroup(
  app: Pick<App, 'db'>,
  id: string,
  change: { field: string; value: string },
) {
  const field = Object.hasOwn(groupFields, change.field)
    ? groupFields[change.field as keyof typeof groupFields]
    : undefined
  if (!field) {
    throw new AppError(
      'bad-input',
      `There is no field ${change.field}. There are: ${Object.keys(groupFields).join(', ')}`,
    )
  }
  const parsed = field.rule.safeParse(change.value)
  if (!parsed.success) {
    throw new AppError(
      'bad-input',
      `${change.field}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`,
    )
  }
  const result = await app.db
    .updateTable('groups')
    .set({ [field.column]: parsed.data })
    .where('id', '=', id)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new AppError('not-found', `There is no group ${id}`)
}
