import type { SelectQueryBuilder } from 'kysely'
import { titleKey } from '../database/search.ts'
import type { MediaRow, Tables } from '../database/tables.ts'
import { isShownIn, ownsAlbum, shownIn } from './albums.ts'
import type { App } from './app.ts'
import { toMedia } from './media-rows.ts'
import { mayEnter } from './policy.ts'
import { isShown, shownVisibilities } from './privacy.ts'
import type { Actor, Album, AlbumVisibility, Media, Visibility } from './words.ts'

/** What an album shows of what lies in it; nothing of one that is locked. */
export type AlbumFacts = { count: number; albums: number; size: number; cover: Media[] }

type Rows = SelectQueryBuilder<Tables, 'media', MediaRow>

const coverSize = 4
/** How many albums are asked for at once. */
const batch = 50

/** The facts of albums as this asker sees them, by their ids: so many questions for many as for one. */
export async function factsOf(
  app: App,
  actor: Actor,
  albums: readonly Album[],
): Promise<ReadonlyMap<string, AlbumFacts>> {
  const open = albums.filter((album) => mayEnter(actor, album))
  const facts = new Map(albums.map(({ id }) => [id, { count: 0, albums: 0, size: 0, cover: [] as Media[] }]))
  for (let at = 0; at < open.length; at += batch) {
    const some = open.slice(at, at + batch)
    const [counts, children, covers] = await Promise.all([
      countMedia(app, actor, some),
      countChildren(app, actor, some),
      coversOf(app, actor, some),
    ])
    for (const { id } of some) {
      const { count = 0, size = 0 } = counts.get(id) ?? {}
      facts.set(id, { count, size, albums: children.get(id) ?? 0, cover: covers.get(id) ?? [] })
    }
  }
  return facts
}

async function countMedia(app: App, actor: Actor, albums: readonly Album[]) {
  const byId = new Map(albums.map((album) => [album.id, album]))
  const rows = await there(app, app.db.selectFrom('media').selectAll())
    .clearSelect()
    .select(['album_id', 'visibility'])
    .select((select) => [
      select.fn.countAll<number>().as('count'),
      select.fn.sum<number>('total_size').as('size'),
    ])
    .where('album_id', 'in', [...byId.keys()])
    .groupBy(['album_id', 'visibility'])
    .execute()
  const sums = new Map<string, { count: number; size: number }>()
  for (const row of rows) {
    const album = byId.get(row.album_id ?? '')
    if (!album || !isShown(shownIn(actor, album), row.visibility as Visibility)) continue
    const sum = sums.get(album.id) ?? { count: 0, size: 0 }
    sums.set(album.id, { count: sum.count + Number(row.count), size: sum.size + Number(row.size) })
  }
  return sums
}

async function countChildren(app: App, actor: Actor, albums: readonly Album[]): Promise<Map<string, number>> {
  const byId = new Map(albums.map((album) => [album.id, album]))
  const rows = await app.db
    .selectFrom('albums')
    .select(['parent_id', 'visibility'])
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('user_id', 'in', [...new Set(albums.map(({ userId }) => userId))])
    .where('parent_id', 'in', [...byId.keys()])
    .groupBy(['parent_id', 'visibility'])
    .execute()
  const counts = new Map<string, number>()
  for (const row of rows) {
    const parent = byId.get(row.parent_id ?? '')
    const child = { userId: parent?.userId ?? '', visibility: row.visibility as AlbumVisibility }
    if (!parent || !isShownIn(actor, parent, child)) continue
    counts.set(parent.id, (counts.get(parent.id) ?? 0) + Number(row.count))
  }
  return counts
}

/** Outside its album, what is private covers nothing. Others than the owner see no cover that not everybody wants to see. */
function mayCover(actor: Actor, album: Album, media: Media): boolean {
  if (media.visibility === 'private' && media.albumId !== album.id) return false
  if (!isShown(shownIn(actor, album), media.visibility)) return false
  return ownsAlbum(actor, album) || !(album.nsfw || media.nsfw)
}

/** The chosen cover where the asker may see it, else what the album begins with. */
async function coversOf(app: App, actor: Actor, albums: readonly Album[]): Promise<Map<string, Media[]>> {
  if (albums.length === 0) return new Map()
  const covers = new Map<string, Media[]>()
  const chosen = new Map((await readChosen(app, albums)).map((media) => [media.id, media]))
  const others = albums.filter((album) => {
    const cover = chosen.get(album.coverId ?? '')
    if (!cover || cover.userId !== album.userId || !mayCover(actor, album, cover)) return true
    covers.set(album.id, [cover])
    return false
  })
  for (const media of await readFirst(app, actor, others)) {
    const found = covers.get(media.albumId ?? '')
    if (found) found.push(media)
    else covers.set(media.albumId ?? '', [media])
  }
  return covers
}

async function readChosen(app: App, albums: readonly Album[]): Promise<Media[]> {
  const ids = albums.flatMap(({ coverId }) => coverId ?? [])
  if (ids.length === 0) return []
  const rows = await there(app, app.db.selectFrom('media').selectAll()).where('media.id', 'in', ids).execute()
  return rows.map(toMedia)
}

/** The first of each album, in its own order: each is a short walk along an index, all of them one question. */
async function readFirst(app: App, actor: Actor, albums: readonly Album[]): Promise<Media[]> {
  const decent = albums.filter((album) => !album.nsfw || ownsAlbum(actor, album))
  const [first, ...rest] = decent.map((album) => {
    const mine = there(app, app.db.selectFrom('media').selectAll()).where('album_id', '=', album.id)
    const shown = mine
      .where('visibility', 'in', shownVisibilities[shownIn(actor, album)])
      .$if(!ownsAlbum(actor, album), (rows) => rows.where('nsfw', '=', 0))
    return app.db.selectFrom(inAlbumOrder(shown, album.sort).limit(coverSize).as('first')).selectAll()
  })
  if (!first) return []
  const rows = await rest.reduce((all, each) => all.unionAll(each), first).execute()
  return rows.map(toMedia)
}

/** Media in the order that an album shows them in. */
export function inAlbumOrder(rows: Rows, sort: Album['sort']): Rows {
  if (sort === 'oldest') return rows.orderBy('media.id')
  if (sort === 'newest') return rows.orderBy('media.id', 'desc')
  if (sort === 'title') return rows.orderBy(titleKey).orderBy('media.id')
  return rows.orderBy('album_position', (order) => order.asc().nullsLast()).orderBy('media.id', 'desc')
}

/** Neither expired nor in the trash. */
function there(app: App, rows: Rows): Rows {
  return rows
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', app.now())]))
}
