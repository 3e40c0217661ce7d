import { setImmediate } from 'node:timers/promises'
import { transact } from '../database/database.ts'
import type { CopyRow } from '../database/tables.ts'
import type { Problem } from '../remotes/try-out.ts'
import type { App } from './app.ts'
import { queueCopies, retryCopies } from './copies.ts'
import { kickJobs } from './job-calls.ts'
import type { Remote } from './remote-rows.ts'

export const copyStates = ['waiting', 'sent', 'failed'] as const
export type CopyState = (typeof copyStates)[number]

/** A media's copy at another host. */
export type Copy = {
  mediaId: string
  remoteId: string
  state: CopyState
  url: string | undefined
  attempts: number
  /** What went wrong the last time. */
  problem: Problem | undefined
  /** When it is tried again, milliseconds. */
  nextAt: number | undefined
  updatedAt: number
}

const pageSize = 50
const batch = 500

/** How many copies of each state remotes have, by the remotes' ids. */
export async function countCopies(
  app: App,
  remoteIds: readonly string[],
): Promise<ReadonlyMap<string, Record<CopyState, number>>> {
  const none = { waiting: 0, sent: 0, failed: 0 }
  const counts = new Map(remoteIds.map((id) => [id, { ...none }]))
  if (remoteIds.length === 0) return counts
  const rows = await app.db
    .selectFrom('copies')
    .select((select) => ['remote_id', 'state', select.fn.countAll<number>().as('count')])
    .where('remote_id', 'in', remoteIds)
    .groupBy(['remote_id', 'state'])
    .execute()
  for (const row of rows) {
    const found = counts.get(row.remote_id)
    if (found) found[row.state as CopyState] = Number(row.count)
  }
  return counts
}

/** A page of a remote's copies of one state, the newest media first; `after` is the media's id that it goes on behind. */
export async function listCopies(
  app: App,
  remote: Pick<Remote, 'id'>,
  { state, after }: { state: CopyState; after?: string | undefined },
): Promise<{ copies: (Copy & { title: string })[]; next: string | undefined }> {
  const rows = await app.db
    .selectFrom('copies')
    .innerJoin('media', 'media.id', 'copies.media_id')
    .selectAll('copies')
    .select(['media.title', 'media.original_name'])
    .where('copies.remote_id', '=', remote.id)
    .where('copies.state', '=', state)
    .$if(after !== undefined, (query) =>
      query.where('copies.media_id', '<', (after ?? '').replaceAll('\0', '')),
    )
    .orderBy('copies.media_id', 'desc')
    .limit(pageSize + 1)
    .execute()
  const copies = rows
    .slice(0, pageSize)
    .map((row) => ({ ...toCopy(row), title: row.title || row.original_name }))
  return { copies, next: rows.length > pageSize ? copies.at(-1)?.mediaId : undefined }
}

/** All copies of a media, with the names of their remotes; what may be shown to whom is the caller's question. */
export async function copiesOf(
  app: App,
  mediaId: string,
): Promise<(Copy & { remote: { name: string; shown: boolean } })[]> {
  const rows = await app.db
    .selectFrom('copies')
    .innerJoin('remotes', 'remotes.id', 'copies.remote_id')
    .selectAll('copies')
    .select(['remotes.name', 'remotes.show_copies'])
    .where('copies.media_id', '=', mediaId)
    .orderBy('copies.remote_id')
    .execute()
  return rows.map((row) => ({ ...toCopy(row), remote: { name: row.name, shown: row.show_copies === 1 } }))
}

/** Has what failed or waits at a remote tried now, some hundred at a time. Answers how many copies there are. */
export async function retryNow(app: App, { id: remoteId }: Pick<Remote, 'id'>): Promise<number> {
  let count = 0
  for (let after = ''; ; ) {
    const mediaIds = await unsent(app, remoteId, after)
    const last = mediaIds.at(-1)
    if (last === undefined) break
    after = last
    count += await transact(app.db, (db) => retryCopies(db, app.now(), { remoteId, mediaIds }))
    // SQLite answers at once: without this nobody else would have a turn before the last.
    await setImmediate()
  }
  if (count > 0) kickJobs(app)
  return count
}

async function unsent(app: App, remoteId: string, after: string): Promise<string[]> {
  const rows = await app.db
    .selectFrom('copies')
    .select('media_id')
    .where('remote_id', '=', remoteId)
    .where('state', '!=', 'sent')
    .where('media_id', '>', after)
    .orderBy('media_id')
    .limit(batch)
    .execute()
  return rows.map((row) => row.media_id)
}

/** Queues copies of all that is here already and that the remote takes, and is not there yet. Answers how many. */
export async function mirrorAll(app: App, remote: Remote): Promise<number> {
  let queued = 0
  for (let after = ''; remote.scope !== 'none'; ) {
    const rows = await missing(app, remote, after)
    const last = rows.at(-1)
    if (!last) break
    after = last.id
    const copies = rows.map(({ id }) => ({ mediaId: id, remoteId: remote.id }))
    await transact(app.db, (db) => queueCopies(db, app.now(), copies))
    queued += rows.length
    await setImmediate()
  }
  if (queued > 0) kickJobs(app)
  return queued
}

function missing(app: App, remote: Remote, after: string): Promise<{ id: string }[]> {
  return app.db
    .selectFrom('media')
    .leftJoin('copies', (join) =>
      join.onRef('copies.media_id', '=', 'media.id').on('copies.remote_id', '=', remote.id),
    )
    .select('media.id')
    .where('copies.media_id', 'is', null)
    .where('media.user_id', '=', remote.userId)
    .where('media.trashed_at', 'is', null)
    .where('media.id', '>', after)
    .$if(!remote.withPrivate, (query) => query.where('media.visibility', '!=', 'private'))
    .$if(remote.scope === 'albums', (query) =>
      query.where('media.album_id', 'in', remote.albums.length === 0 ? [''] : [...remote.albums]),
    )
    .orderBy('media.id')
    .limit(batch)
    .execute()
}

function toCopy(row: CopyRow): Copy {
  return {
    mediaId: row.media_id,
    remoteId: row.remote_id,
    state: row.state as CopyState,
    url: row.url ?? undefined,
    attempts: row.attempts,
    problem: row.problem === null ? undefined : JSON.parse(row.problem),
    nextAt: row.next_at ?? undefined,
    updatedAt: row.updated_at,
  }
}
