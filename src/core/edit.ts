import { type Database, transact } from '../database/database.ts'
import { isPostgres } from '../database/dialect.ts'
import { searchText } from '../database/search.ts'
import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { type Failure, failureOf, fold } from './batches.ts'
import { enqueueHiding, hideFiles } from './hide.ts'
import { kickJobs } from './job-calls.ts'
import { announceGone, findKept } from './media.ts'
import { type Change, type ChangeContext, changeRow } from './media-change.ts'
import { toMedia } from './media-rows.ts'
import type { Actor, Media } from './words.ts'

export type ChangeOf = Change & { id: string }
export type Changed = {
  media: Media[]
  /** Given as changes, they undo what was done. */
  before: ChangeOf[]
  failed: Failure[]
}

type Edited = { former: MediaRow; row: MediaRow; before: Change }

/** Columns that a change may touch. */
const touched = [
  ...(['original_name', 'title', 'description', 'tags', 'album_id', 'album_position'] as const),
  ...(['category_id', 'nsfw', 'visibility', 'expires_at'] as const),
]
/** Rows of `media_tags` in one statement. */
const batch = 1000
const minute = 60_000
/** Media whose files are hidden before their change is answered. */
const hiddenAtOnce = 20

/** Changes media, each in its own way, all in one transaction; what is refused for one does not hinder the others. */
export async function changeMedia(app: App, actor: Actor, changes: readonly ChangeOf[]): Promise<Changed> {
  const wanted = new Map<string, Change>()
  for (const { id, ...change } of changes) wanted.set(id, { ...wanted.get(id), ...change })
  const now = app.now()
  const failed: Failure[] = []
  const edited = await transact(app.db, async (transaction) => {
    failed.length = 0
    const rows = await lockRows(transaction, [...wanted.keys()])
    const context = { actor, now, ...(await readContext(transaction, rows, [...wanted.values()])) }
    const done: Edited[] = []
    for (const [id, change] of wanted) {
      try {
        done.push(changeRow(context, rows.get(id), change))
      } catch (error) {
        failed.push(failureOf(id, error))
      }
    }
    await writeAll(transaction, now, done)
    return done
  })
  const exposed = edited.filter(
    ({ former, row }) => former.visibility !== row.visibility || former.expires_at !== row.expires_at,
  )
  await announceGone(
    app,
    exposed.map(({ row }) => row),
  )
  const hidden = await hideFew(app, edited.filter(becamePrivate))
  return {
    media: edited.map(({ row }) => hidden.get(row.id) ?? toMedia(row)),
    before: edited.map(({ row, before }) => ({ id: row.id, ...before })),
    failed,
  }
}

/** Nobody else changes them until the transaction ends; in the order of ids, so that two do not wait for each other. */
async function lockRows(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, MediaRow>> {
  const rows = await db
    .selectFrom('media')
    .selectAll()
    .where('id', 'in', ids.map(fold))
    .orderBy('id')
    .$if(isPostgres(db), (query) => query.forUpdate())
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Albums are locked as well: one that becomes private meanwhile makes private what was moved into it, or we see that it is. */
async function readContext(
  db: Database,
  rows: ReadonlyMap<string, MediaRow>,
  changes: readonly Change[],
): Promise<Pick<ChangeContext, 'albums' | 'categories'>> {
  const asked = changes.flatMap(({ albumId }) => albumId ?? []).map(fold)
  const albumIds = new Set([...asked, ...[...rows.values()].flatMap((row) => row.album_id ?? [])])
  const albums =
    albumIds.size === 0
      ? []
      : await db
          .selectFrom('albums')
          .select(['id', 'user_id', 'visibility'])
          .where('id', 'in', [...albumIds])
          .orderBy('id')
          .$if(isPostgres(db), (query) => query.forUpdate())
          .execute()
  const needsCategories = changes.some(({ categoryId }) => typeof categoryId === 'number')
  const categories = needsCategories ? await db.selectFrom('categories').select('id').execute() : []
  return {
    albums: new Map(albums.map((album) => [album.id, album])),
    categories: new Set(categories.map(({ id }) => id)),
  }
}

async function writeAll(db: Database, now: number, edited: readonly Edited[]): Promise<void> {
  for (const each of edited) await writeRow(db, each)
  await writeTags(db, edited)
  const hidden = edited.filter(becamePrivate).map(({ row }) => row)
  // A few are hidden before the change is answered: the jobs are there in case that fails.
  const runAt = hidden.length > hiddenAtOnce ? now : now + minute
  await enqueueHiding(db, { now, runAt }, hidden)
  const moved = edited.filter(({ former, row }) => former.album_id !== row.album_id)
  const albums = new Set(
    moved.flatMap(({ former, row }) => [former.album_id ?? [], row.album_id ?? []].flat()),
  )
  if (albums.size === 0) return
  await db
    .updateTable('albums')
    .set({ updated_at: now })
    .where('id', 'in', [...albums].sort())
    .execute()
}

/** Writes what a change has made of a row, and what is searched of it. */
export async function writeRow(db: Database, { former, row }: Pick<Edited, 'former' | 'row'>): Promise<void> {
  const columns = Object.fromEntries(
    touched.filter((name) => former[name] !== row[name]).map((name) => [name, row[name]]),
  )
  if (Object.keys(columns).length === 0) return
  await db.updateTable('media').set(columns).where('id', '=', row.id).execute()
  const text = searchText(row)
  if (text === searchText(former)) return
  await db
    .insertInto('media_search')
    .values({ media_id: row.id, text })
    .onConflict((conflict) => conflict.column('media_id').doUpdateSet({ text }))
    .execute()
}

async function writeTags(db: Database, edited: readonly Edited[]): Promise<void> {
  const retagged = edited.filter(({ former, row }) => former.tags !== row.tags)
  if (retagged.length === 0) return
  const ids = retagged.map(({ row }) => row.id)
  await db.deleteFrom('media_tags').where('media_id', 'in', ids).execute()
  const rows = retagged.flatMap(({ row }) =>
    (JSON.parse(row.tags) as string[]).map((name) => ({ media_id: row.id, name })),
  )
  for (let at = 0; at < rows.length; at += batch) {
    await db
      .insertInto('media_tags')
      .values(rows.slice(at, at + batch))
      .execute()
  }
}

/** Hides a few, so that whoever changed them is told the new addresses; many are left to the jobs. Answers what is hidden. */
async function hideFew(app: App, edited: readonly Edited[]): Promise<ReadonlyMap<string, Media>> {
  const hidden = new Map<string, Media>()
  for (const { row } of edited.length > hiddenAtOnce ? [] : edited) {
    await hideFiles(app, row).catch((error: unknown) =>
      app.log.warn({ err: error, media: row.id }, 'a job hides its files'),
    )
    const media = await findKept(app, row.id)
    if (media) hidden.set(row.id, media)
  }
  if (edited.length > 0) kickJobs(app)
  return hidden
}

function becamePrivate({ former, row }: Edited): boolean {
  return former.visibility !== 'private' && row.visibility === 'private'
}

/** A change of one. Throws what refuses it. */
export async function changeOne(app: App, actor: Actor, change: ChangeOf): Promise<Changed> {
  const changed = await changeMedia(app, actor, [change])
  const [failure] = changed.failed
  if (failure) throw new AppError(failure.code, failure.message)
  return changed
}
