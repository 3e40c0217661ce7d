import { foldText } from '../database/search.ts'
import { AppError } from '../errors.ts'
import { findUserByName } from './accounts.ts'
import { shownIn } from './albums.ts'
import type { App } from './app.ts'
import { startOfDay } from './dates.ts'
import { admitLists, admitSearch, mayEnter } from './policy.ts'
import type { Shown } from './privacy.ts'
import type { Actor, AlbumSort, AlbumVisibility, Visibility } from './words.ts'

export type Sort = AlbumSort | 'largest' | 'smallest' | 'views'

/** Which media somebody asks for; `user` is a name, `category` a key, days are `2026-11-22`. */
export type MediaFilter = {
  scope?: 'mine' | 'guest' | 'public' | undefined
  album?: string | undefined
  user?: string | undefined
  category?: string | undefined
  tag?: string | undefined
  q?: string | undefined
  type?: 'image' | 'video' | 'animated' | undefined
  /** One of these. */
  visibility?: Visibility | readonly Visibility[] | undefined
  nsfw?: boolean | undefined
  from?: string | undefined
  until?: string | undefined
  loose?: boolean | undefined
  expiring?: boolean | undefined
  trash?: boolean | undefined
  sort?: Sort | undefined
}

/** A list that the asker may see: what was asked for, with every name looked up. */
export type Listing = {
  whose: { userId: string } | { guestId: string } | { albumId: string } | 'everybody'
  /** What of it the asker sees. */
  shown: Shown
  trash: boolean
  nsfw: boolean | undefined
  categoryId: number | undefined
  tag: string | undefined
  /** Folded; each must be there. */
  words: readonly string[]
  type: MediaFilter['type']
  visibility: readonly Visibility[] | undefined
  /** Milliseconds: from this one on, and up to but not including that one. */
  since: number | undefined
  before: number | undefined
  loose: boolean
  expiring: boolean
  sort: Sort
}

type Whose = Pick<Listing, 'whose' | 'shown'> & { sort?: Sort }

/** So many words of a search count. */
const mostWords = 10

/** Throws not-found, key-missing or forbidden (an album whose password was not given) for lists that are not to be seen; flood for searches without end. */
export async function resolveListing(app: App, actor: Actor, filter: MediaFilter): Promise<Listing> {
  const { shown, whose, sort = 'newest' } = await whoseOf(app, actor, filter)
  const words = wordsOf(filter.q)
  if (words.length > 0) await admitSearch(app, actor)
  const { timeZone } = app.config
  return {
    whose,
    shown,
    trash: filter.trash === true && shown === 'all' && 'userId' in Object(whose),
    nsfw: isEverybodys(whose, shown) ? (filter.nsfw === true ? undefined : false) : filter.nsfw,
    categoryId: filter.category === undefined ? undefined : await categoryOf(app, filter.category),
    tag: filter.tag,
    words,
    type: filter.type,
    visibility: filter.visibility === undefined ? undefined : [filter.visibility].flat(),
    since: filter.from === undefined ? undefined : startOfDay(filter.from, timeZone),
    before: filter.until === undefined ? undefined : startOfDay(filter.until, timeZone, 1),
    loose: filter.loose ?? false,
    expiring: filter.expiring ?? false,
    sort: filter.sort ?? sort,
  }
}

/** Whether a list shows people what they did not look for by name: there it is kept from what not all want to see. */
function isEverybodys(whose: Listing['whose'], shown: Shown): boolean {
  return shown === 'public' && !('albumId' in Object(whose))
}

function whoseOf(app: App, actor: Actor, filter: MediaFilter): Promise<Whose> {
  if (filter.album !== undefined) return albumOf(app, actor, filter.album)
  if (filter.user !== undefined) return personOf(app, actor, filter.user)
  return scopeOf(app, actor, filter.scope ?? 'public')
}

async function scopeOf(app: App, actor: Actor, scope: NonNullable<MediaFilter['scope']>): Promise<Whose> {
  if (scope === 'guest') return { whose: { guestId: actor.guestId ?? '' }, shown: 'all' }
  if (scope === 'mine') {
    if (!actor.user) throw new AppError('key-missing', 'Sign in, or send a key')
    return { whose: { userId: actor.user.id }, shown: 'all' }
  }
  await admitLists(app, actor)
  return { whose: 'everybody', shown: 'public' }
}

async function personOf(app: App, actor: Actor, name: string): Promise<Whose> {
  const user = await findUserByName(app, name)
  const isAsker = user !== undefined && user.id === actor.user?.id
  if (isAsker) return { whose: { userId: user.id }, shown: 'all' }
  await admitLists(app, actor)
  if (!user || (user.hidden && actor.user?.role !== 'admin')) {
    throw new AppError('not-found', 'There is no such profile')
  }
  return { whose: { userId: user.id }, shown: 'public' }
}

async function albumOf(app: App, actor: Actor, id: string): Promise<Whose> {
  const row = await app.db
    .selectFrom('albums')
    .select(['id', 'user_id', 'visibility', 'password_version', 'sort'])
    .where('id', '=', id.slice(id.lastIndexOf('.') + 1).replaceAll('\0', ''))
    .executeTakeFirst()
  if (!row) throw new AppError('not-found', 'There is no such album')
  const visibility = row.visibility as AlbumVisibility
  const album = { id: row.id, userId: row.user_id, visibility, passwordVersion: row.password_version }
  if (!mayEnter(actor, album)) {
    if (visibility === 'private') throw new AppError('not-found', 'There is no such album')
    throw new AppError('forbidden', 'This album asks for its password')
  }
  return { whose: { albumId: album.id }, shown: shownIn(actor, album), sort: row.sort as AlbumSort }
}

/** A category that is not there holds nothing: no id is negative. */
async function categoryOf(app: App, key: string): Promise<number> {
  const row = await app.db
    .selectFrom('categories')
    .select('id')
    .where('url_key', '=', key.replaceAll('\0', ''))
    .executeTakeFirst()
  return row?.id ?? -1
}

function wordsOf(text: string | undefined): string[] {
  const words = foldText(text ?? '')
    .split(/\s+/u)
    .filter(Boolean)
  return [...new Set(words)].slice(0, mostWords)
}
