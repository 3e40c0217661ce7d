import { enqueue } from '../database/queue.ts'
import type { ImportRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { RemoteDescription } from '../remotes/description.ts'
import { type ListedPage, listPage, pageAddress } from '../remotes/listing.ts'
import { withoutSecrets } from '../remotes/masks.ts'
import { type Problem, problemOf } from '../remotes/try-out.ts'
import { findUserById } from './accounts.ts'
import type { App } from './app.ts'
import { type Bringing, bringOne } from './bringing.ts'
import { randomText } from './ids.ts'
import { kickJobs } from './job-calls.ts'
import { reach } from './remote-reach.ts'
import { openDescription, type Remote, toRemote } from './remote-rows.ts'

export type ImportState = 'running' | 'done' | 'failed' | 'stopped'

/** How far the bringing over of everything from a remote is. */
export type Progress = {
  state: ImportState
  /** The page that is being read, from 1, and how many there are where the host says so. */
  page: number
  pages: number | undefined
  brought: number
  /** Were here already. */
  had: number
  failed: number
  /** The last of those that failed. */
  failures: readonly { url: string; message: string }[]
  problem: Problem | undefined
  startedAt: number
  updatedAt: number
}

/** For how long a job works before others have their turn, milliseconds: less than the lease on it. */
const turn = 30_000
/** For how long a host that does not answer is asked again, milliseconds. */
const patience = 6 * 3_600_000
/** How many failures are kept with their addresses. */
const shownFailures = 50
/** No host has more pages: one that answers the same for ever is given up. */
const mostPages = 100_000

/** Begins to bring everything over, by jobs where `now` is not true. Throws bad-input for a host that tells no list. */
export async function startImport(
  app: App,
  remote: Remote,
  { albumId, byHand = false }: { albumId?: string | undefined; byHand?: boolean } = {},
): Promise<string> {
  pageAddress(openDescription(app, remote), 1)
  if (albumId !== undefined) await checkAlbum(app, remote.userId, albumId)
  const now = app.now()
  const run = randomText(12)
  const row: ImportRow = {
    remote_id: remote.id,
    run,
    state: 'running',
    page: 1,
    place: 0,
    pages: null,
    brought: 0,
    had: 0,
    failed: 0,
    failures: '[]',
    problem: null,
    album_id: albumId ?? null,
    started_at: now,
    updated_at: now,
  }
  await app.db.transaction().execute(async (db) => {
    await db
      .insertInto('imports')
      .values(row)
      .onConflict((conflict) => conflict.column('remote_id').doUpdateSet(row))
      .execute()
    if (byHand) return
    const payload = { remoteId: remote.id, run }
    await enqueue(db, now, { kind: 'bring-over', payload, runAt: now, remoteId: remote.id })
  })
  if (!byHand) kickJobs(app)
  return run
}

/** Ends what is being brought over, or only that run of it; what has come stays. */
export async function stopImport(app: App, remote: Remote, run?: string): Promise<void> {
  await app.db
    .updateTable('imports')
    .set({ state: 'stopped', updated_at: app.now() })
    .where('remote_id', '=', remote.id)
    .where('state', '=', 'running')
    .$if(run !== undefined, (query) => query.where('run', '=', run ?? ''))
    .execute()
}

/** How far the latest is; undefined when there was none. */
export async function importProgress(app: App, remoteId: string): Promise<Progress | undefined> {
  const row = await app.db
    .selectFrom('imports')
    .selectAll()
    .where('remote_id', '=', remoteId)
    .executeTakeFirst()
  return row && toProgress(row)
}

/** The job: works for its turn and says when it goes on. A host that cannot be reached is asked again by the queue. */
export async function bringOver(
  app: App,
  which: { remoteId: string; run: string },
  stop: AbortSignal,
): Promise<{ at: number } | undefined> {
  const until = Date.now() + turn
  const isLeft = await stepImport(app, which, { mayGoOn: () => Date.now() < until, stop })
  return isLeft ? { at: app.now() } : undefined
}

/** How long it may go on, what ends it in the middle of a file, and who is told of each step. */
type Turn = { mayGoOn?: () => boolean; stop: AbortSignal; tell?: (progress: Progress) => void }

/**
 * Brings over while `mayGoOn` says so, and tells of each step; false when there is nothing left to do. Throws what is
 * worth another try; what is not ends it with a problem.
 */
export async function stepImport(
  app: App,
  which: { remoteId: string; run: string },
  turn: Turn,
): Promise<boolean> {
  return await goThrough(app, which, turn).catch((thrown) => {
    if (turn.stop.aborted) return true
    throw thrown
  })
}

async function goThrough(
  app: App,
  which: { remoteId: string; run: string },
  { mayGoOn: hasTime = () => true, stop, tell = () => {} }: Turn,
): Promise<boolean> {
  const mayGoOn = () => !stop.aborted && hasTime()
  let row = await currentRow(app, which)
  const bringing = row && (await openBringing(app, row, stop))
  if (!row || !bringing) return false
  let former = ''
  while (mayGoOn()) {
    const page = await readPage(app, bringing, row).catch((thrown) => {
      stop.throwIfAborted()
      return endBy(app, row, thrown)
    })
    if (!page) return false
    const addresses = JSON.stringify(page.items.map(({ url }) => url))
    if (addresses === former) page.items = []
    former = addresses
    row = { ...row, pages: page.pages ?? null }
    for (const item of page.items.slice(row.place)) {
      const next: ImportRow | undefined = await takeStep(app, { bringing, row, item })
      if (!next) return false
      row = next
      tell(toProgress(row))
      if (!mayGoOn()) return true
    }
    const isLast = isEnd(bringing.description, row, page)
    const moved = isLast ? { state: 'done' } : { page: row.page + 1, place: 0 }
    const saved = await save(app, row, { ...moved, pages: row.pages })
    if (!saved) return false
    row = saved
    tell(toProgress(row))
    if (isLast) return false
  }
  return true
}

async function takeStep(
  app: App,
  { bringing, row, item }: { bringing: Bringing; row: ImportRow; item: ListedPage['items'][number] },
): Promise<ImportRow | undefined> {
  try {
    const outcome = await bringOne(app, bringing, item)
    return await save(app, row, { place: row.place + 1, pages: row.pages, [outcome]: row[outcome] + 1 })
  } catch (thrown) {
    bringing.stop.throwIfAborted()
    const refusal = AppError.from(thrown)
    if (endsAll.has(refusal.code) || stalls.has(refusal.code)) return endBy(app, row, thrown)
    const url = withoutSecrets(item.url, bringing.description).slice(0, 500)
    if (refusal.code === 'internal') app.log.warn({ err: refusal, url }, 'a file could not be brought over')
    const failures: unknown[] = JSON.parse(row.failures)
    const all = [...failures, { url, message: refusal.message }].slice(-shownFailures)
    return save(app, row, {
      place: row.place + 1,
      pages: row.pages,
      failed: row.failed + 1,
      failures: JSON.stringify(all),
    })
  }
}

/** Refusals that would be the same for every further file. */
const endsAll: ReadonlySet<string> = new Set(['over-quota', 'forbidden', 'url-disabled', 'bad-album'])
/** Refusals of ours that pass, whatever file it is. */
const stalls: ReadonlySet<string> = new Set(['busy', 'storage-full'])
/** Refusals after which asking a host for its list again makes sense. */
const passing: ReadonlySet<string> = new Set([...stalls, 'url-unreachable', 'internal'])

async function readPage(app: App, { description, stop }: Bringing, row: ImportRow): Promise<ListedPage> {
  const url = pageAddress(description, row.page)
  await using way = await reach(app, url, { field: 'list' })
  return await listPage(description, row.page, { dispatcher: way.dispatcher, signal: stop })
}

function isEnd({ list }: RemoteDescription, row: ImportRow, page: ListedPage): boolean {
  if (page.items.length === 0 || list?.pageField === '' || row.page >= mostPages) return true
  return page.pages !== undefined && row.page >= page.pages
}

/** Ends it for good where trying again would not help, or did not for hours; else notes why it waits, and throws on. */
async function endBy(app: App, row: ImportRow | undefined, thrown: unknown): Promise<undefined> {
  if (!row) return
  const refusal = AppError.from(thrown)
  const former: { since?: number } = row.problem === null ? {} : JSON.parse(row.problem)
  const since = former.since ?? app.now()
  const problem = JSON.stringify({ ...problemOf(refusal), since })
  const isPassing = passing.has(refusal.code) && app.now() - since < patience
  await save(app, row, { ...(!isPassing && { state: 'failed' }), problem })
  if (isPassing) throw refusal
}

/** Undefined when it was stopped or begun anew meanwhile. */
async function save(app: App, row: ImportRow, change: Partial<ImportRow>): Promise<ImportRow | undefined> {
  const next = { problem: null, ...change, updated_at: app.now() }
  const saved = await app.db
    .updateTable('imports')
    .set(next)
    .where('remote_id', '=', row.remote_id)
    .where('run', '=', row.run)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return saved.numUpdatedRows === 0n ? undefined : { ...row, ...next }
}

async function currentRow(
  app: App,
  { remoteId, run }: { remoteId: string; run: string },
): Promise<ImportRow | undefined> {
  return app.db
    .selectFrom('imports')
    .selectAll()
    .where('remote_id', '=', remoteId)
    .where('run', '=', run)
    .where('state', '=', 'running')
    .executeTakeFirst()
}

async function openBringing(app: App, row: ImportRow, stop: AbortSignal): Promise<Bringing | undefined> {
  const found = await app.db
    .selectFrom('remotes')
    .selectAll()
    .where('id', '=', row.remote_id)
    .executeTakeFirst()
  const user = found && (await findUserById(app, found.user_id))
  if (!found || !user) return undefined
  const remote = toRemote(found)
  const actor = { user, keyId: undefined, group: user.group, address: '', addressSure: false }
  return {
    remote,
    description: openDescription(app, remote),
    actor,
    albumId: row.album_id ?? undefined,
    stop,
  }
}

async function checkAlbum(app: App, userId: string, albumId: string): Promise<void> {
  const album = await app.db
    .selectFrom('albums')
    .select('id')
    .where('id', '=', albumId.replaceAll('\0', ''))
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (!album) throw new AppError('bad-album', 'There is no such album of yours')
}

function toProgress(row: ImportRow): Progress {
  const { state, page, pages, brought, had, failed, failures, problem } = row
  return {
    state: state as ImportState,
    page,
    pages: pages ?? undefined,
    brought,
    had,
    failed,
    failures: JSON.parse(failures),
    problem: problem === null ? undefined : readProblem(problem),
    startedAt: row.started_at,
    updatedAt: row.updated_at,
  }
}

function readProblem(text: string): Problem {
  const { field, message }: Problem = JSON.parse(text)
  return { field, message }
}
