import { z } from 'zod'
import { type Database, transact } from '../database/database.ts'
import { isPostgres } from '../database/dialect.ts'
import { AppError } from '../errors.ts'
import { findUserById, renameUser } from './accounts.ts'
import type { App } from './app.ts'
import { fileUrl } from './links.ts'
import { findMedia } from './media.ts'
import { cleanLine, cleanText } from './texts.ts'
import type { Media, User } from './words.ts'

/** What a user may change of himself; null takes a value away. */
export type ProfileChange = {
  name?: string | undefined
  email?: string | undefined
  displayName?: string | null | undefined
  bio?: string | null | undefined
  website?: string | null | undefined
  avatarId?: string | null | undefined
  hidden?: boolean | undefined
  /** Each replaces that of its name; the others stay. */
  preferences?: Readonly<Record<string, unknown>> | undefined
}

const website = z.url({ protocol: /^https?$/ })

/** Changes what a user says of himself. Throws bad-input naming the field. Answers the user as he is then. */
export async function changeProfile(app: App, user: User, change: ProfileChange): Promise<User> {
  const { avatarId } = change
  if (change.website && !website.safeParse(change.website).success) {
    throw refused('website', 'That is no http:// or https:// address')
  }
  if (avatarId && !(await isAvatar(app, user, avatarId))) {
    throw refused('avatarId', 'That is none of your pictures that others may see')
  }
  await transact(app.db, async (db) => {
    await renameUser({ db }, user, change)
    await writeProfile(db, user, change)
  })
  return (await findUserById(app, user.id)) ?? user
}

async function writeProfile(db: Database, user: User, change: ProfileChange): Promise<void> {
  const { displayName, bio, avatarId, hidden, preferences } = change
  const columns = {
    ...(displayName !== undefined && { display_name: cleanLine(displayName ?? '') || null }),
    ...(bio !== undefined && { bio: cleanText(bio ?? '') || null }),
    ...(change.website !== undefined && { website: change.website || null }),
    ...(avatarId !== undefined && { avatar_id: avatarId || null }),
    ...(hidden !== undefined && { hidden: Number(hidden) }),
    ...(preferences && {
      preferences: JSON.stringify({ ...(await preferencesOf(db, user)), ...preferences }),
    }),
  }
  if (Object.keys(columns).length === 0) return
  await db.updateTable('users').set(columns).where('id', '=', user.id).execute()
}

/** As they are now, and until the transaction ends: another page may have changed some since the user was read. */
async function preferencesOf(db: Database, user: User): Promise<Record<string, unknown>> {
  const row = await db
    .selectFrom('users')
    .select('preferences')
    .where('id', '=', user.id)
    .$if(isPostgres(db), (query) => query.forUpdate())
    .executeTakeFirst()
  return JSON.parse(row?.preferences ?? '{}')
}

/** The address of a user's small picture; undefined when there is none that everybody may see. */
export async function avatarUrl(app: App, user: User): Promise<string | undefined> {
  const media = user.avatarId === undefined ? undefined : await findMedia(app, user.avatarId)
  if (!media || !mayBeAvatar(user, media)) return undefined
  return media.renditions.thumb ? fileUrl(app, media, 'thumb') : fileUrl(app, media)
}

/** How many media and albums of a user everybody may see. */
export async function countPublic(app: App, user: User): Promise<{ media: number; albums: number }> {
  const media = await app.db
    .selectFrom('media')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', user.id)
    .where('visibility', '=', 'public')
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', app.now())]))
    .executeTakeFirstOrThrow()
  const albums = await app.db
    .selectFrom('albums')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', '=', user.id)
    .where('visibility', '=', 'public')
    .executeTakeFirstOrThrow()
  return { media: Number(media.count), albums: Number(albums.count) }
}

async function isAvatar(app: App, user: User, id: string): Promise<boolean> {
  const media = await findMedia(app, id)
  return media !== undefined && mayBeAvatar(user, media)
}

function mayBeAvatar(user: User, media: Media): boolean {
  const isShown = media.visibility !== 'private' && media.trashedAt === undefined
  return isShown && media.userId === user.id && media.type === 'image'
}

function refused(field: string, message: string): AppError {
  return new AppError('bad-input', message, { details: { field } })
}
