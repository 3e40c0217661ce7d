import { z } from 'zod'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { kindNames } from '../media/kinds.ts'
import type { App } from './app.ts'

/** Where guests may upload: the doors of the house, by the names of their dialects. */
export const doors = ['smms', 'see', 'chevereto', 'imgbb', 'lsky', 'imgur', 'web'] as const
export type Door = (typeof doors)[number]

/** The languages that pages speak. */
export const locales = ['en', 'zh-CN'] as const
export type Locale = (typeof locales)[number]

const flag = z.boolean('must be yes or no')
const text = (most: number) =>
  z
    .string()
    .max(most, `has more than ${most} characters`)
    .regex(/^[^\0]*$/, 'holds a NUL character')

/** The site's policy, kept in the database: name, meaning, rule and default of each setting. */
export const settingTable = {
  'site-name': {
    about: 'The name that pages show',
    rule: text(60).min(1, 'must not be empty'),
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
    rule: flag,
    default: true,
  },
  'sign-up': { about: 'Whether anybody may make an account', rule: flag, default: false },
  'site-private': {
    about: 'Whether lists, profiles and search are only for people with an account',
    rule: flag,
    default: false,
  },
  explore: {
    about: 'Whether there are lists of what is public: explore, search, tags, profiles',
    rule: flag,
    default: true,
  },
  locale: {
    about: 'The language of pages for whoever asks for none that there is',
    rule: z.enum(locales, `must be one of ${locales.join(', ')}`),
    default: 'en' as Locale,
  },
  announcement: { about: 'A line that pages show above everything', rule: text(2000), default: '' },
  terms: { about: 'The terms of use, Markdown; empty: there are none', rule: text(50_000), default: '' },
  'history-by-address': {
    about: 'Whether guests are shown what came from their address, not only what their browser sent',
    rule: flag,
    default: false,
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
  await saveSettings(app.db, checkSettings({ [name]: readTyped(setting.default, text) }))
}

/** Settings that keep to their rules. Throws bad-input naming the first that does not. */
export function checkSettings(given: Partial<Record<SettingName, unknown>>): Partial<Settings> {
  const checked = Object.entries(given).map(([name, value]) => {
    const parsed = settingTable[name as SettingName].rule.safeParse(value)
    if (parsed.success) return [name, parsed.data]
    const message = parsed.error.issues.map((issue) => issue.message).join('; ')
    throw new AppError('bad-input', `${name}: ${message}`, { details: { field: name } })
  })
  return Object.fromEntries(checked)
}

/** Sets settings from values that keep to their rules. */
export async function saveSettings(db: Database, settings: Partial<Settings>): Promise<void> {
  for (const [name, setting] of Object.entries(settings)) {
    const value = JSON.stringify(setting)
    await db
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute()
  }
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
