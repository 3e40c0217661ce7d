import { z } from 'zod'
import { AppError } from '../errors.ts'
import { kindNames } from '../media/kinds.ts'
import type { App } from './app.ts'

/** Where guests may upload: the doors of the house, by the names of their dialects. */
export const doors = ['smms', 'chevereto', 'web'] as const
export type Door = (typeof doors)[number]

/** The site's policy, kept in the database: name, meaning, rule and default of each setting. */
export const settingTable = {
  'site-name': {
    about: 'The name that pages show',
    rule: z.string().min(1, 'must not be empty').max(60, 'has more than 60 characters'),
    default: 'Tintype',
  },
  'guest-doors': {
    about: 'Where guests may upload; an empty list turns guests off',
    rule: z.array(z.enum(doors, `each must be one of ${doors.join(', ')}`)),
    default: ['smms', 'web'] as Door[],
  },
  'disabled-kinds': {
    about: 'Kinds of files that nobody may upload',
    rule: z.array(z.enum(kindNames, `each must be one of ${kindNames.join(', ')}`)),
    default: [] as (typeof kindNames)[number][],
  },
  'url-uploads': {
    about: 'Whether pictures may be fetched from addresses, for groups that are allowed to',
    rule: z.boolean('must be yes or no'),
    default: true,
  },
} as const

export type SettingName = keyof typeof settingTable
export type Settings = { [Name in SettingName]: z.infer<(typeof settingTable)[Name]['rule']> }

/** All settings as they stand. A value that the rules do not allow fails closed: nothing is guessed. */
export async function readSettings(app: Pick<App, 'db'>): Promise<Settings> {
  const rows = await app.db.selectFrom('settings').selectAll().execute()
  const stored = new Map(rows.map((row) => [row.name, row.value]))
  const entries = Object.entries(settingTable).map(([name, setting]) => {
    const text = stored.get(name)
    return [name, text === undefined ? setting.default : setting.rule.parse(JSON.parse(text))]
  })
  return Object.fromEntries(entries) as Settings
}

/** Sets one setting from text as it is typed: a comma list for lists, yes or no for switches. Throws bad-input naming what is wrong. */
export async function writeSetting(app: Pick<App, 'db'>, name: string, text: string): Promise<void> {
  const setting = Object.hasOwn(settingTable, name) ? settingTable[name as SettingName] : undefined
  if (!setting) {
    throw new AppError(
      'bad-input',
      `There is no setting ${name}. There are: ${Object.keys(settingTable).join(', ')}`,
    )
  }
  const parsed = setting.rule.safeParse(readTyped(setting.default, text))
  if (!parsed.success) {
    throw new AppError(
      'bad-input',
      `${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`,
    )
  }
  const value = JSON.stringify(parsed.data)
  await app.db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

function readTyped(example: unknown, text: string): unknown {
  if (Array.isArray(example))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
  if (typeof example === 'boolean')
    return { yes: true, no: false, true: true, false: false }[text.trim()] ?? text
  return text
}
