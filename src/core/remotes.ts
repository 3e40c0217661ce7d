import { type Database, transact } from '../database/database.ts'
import { uniqueViolation } from '../database/dialect.ts'
import { AppError } from '../errors.ts'
import { type RemoteDescription, readDescription, wrong } from '../remotes/description.ts'
import { maskDescription, unmaskDescription } from '../remotes/masks.ts'
import { findPreset } from '../remotes/presets.ts'
import { type Trial, tryOut } from '../remotes/try-out.ts'
import type { App } from './app.ts'
import { retryNow } from './copy-lists.ts'
import { countWithin } from './floods.ts'
import { nextId } from './ids.ts'
import { type Reach, reach } from './remote-reach.ts'
import { openDescription, type Remote, type RemoteUse, sealDescription, toRemote } from './remote-rows.ts'
import { cleanLine } from './texts.ts'

/** A host as somebody tells of it: by a preset and what it needs, or by a description. */
export type Told = { preset: string; values: Readonly<Record<string, string>> } | { description: unknown }

export type NewRemote = Told & { name: string; use?: Partial<RemoteUse> | undefined }

const mostRemotes = 20
const usualUse: RemoteUse = {
  scope: 'none',
  albums: [],
  withPrivate: false,
  deleteCopies: true,
  showCopies: true,
}

/** A user's remotes, the oldest first. */
export async function listRemotes(app: App, userId: string): Promise<Remote[]> {
  const rows = await app.db
    .selectFrom('remotes')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute()
  return rows.map(toRemote)
}

/** A user's remote by its id or its name, in any case. Throws not-found. */
export async function findRemote(app: App, userId: string, idOrName: string): Promise<Remote> {
  const name = idOrName.replaceAll('\0', '')
  const row = await app.db
    .selectFrom('remotes')
    .selectAll()
    .where('user_id', '=', userId)
    .where((is) => is.or([is('id', '=', name), is('name_key', '=', keyOf(name))]))
    .executeTakeFirst()
  if (!row) throw new AppError('not-found', `There is no remote ${name}`)
  return toRemote(row)
}

/** Makes a remote. Throws bad-input with the field to mend. */
export async function addRemote(app: App, userId: string, given: NewRemote): Promise<Remote> {
  const description = describe(given)
  const use = { ...usualUse, ...given.use }
  const now = app.now()
  const id = nextId(now)
  const name = checkName(given.name)
  const row = {
    id,
    user_id: userId,
    name,
    name_key: keyOf(name),
    preset: 'preset' in given ? findPreset(given.preset).id : null,
    host: new URL(description.url).host,
    sealed: sealDescription(app, id, description),
    ...useColumns(use),
    created_at: now,
    updated_at: now,
  }
  await transact(app.db, async (transaction) => {
    await checkAlbums(transaction, userId, use.albums)
    const { count } = await transaction
      .selectFrom('remotes')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostRemotes) throw new AppError('forbidden', `There may be ${mostRemotes} remotes`)
    await transaction.insertInto('remotes').values(row).execute()
  }).catch(refuseTaken)
  return toRemote(row)
}

export type RemoteChange = {
  name?: string | undefined
  use?: Partial<RemoteUse> | undefined
  preset?: string | undefined
  values?: Readonly<Record<string, string>> | undefined
  description?: unknown
}

/**
 * Changes a remote. In a description, what comes back masked stays what it was, but only for the host that it was for.
 * With another description, copies that failed are tried again. Throws bad-input with the field to mend.
 */
export async function changeRemote(app: App, remote: Remote, change: RemoteChange): Promise<Remote> {
  const description = redescribe(app, remote, change)
  const now = app.now()
  const columns = {
    ...(change.name !== undefined && {
      name: checkName(change.name),
      name_key: keyOf(checkName(change.name)),
    }),
    ...(description && {
      sealed: sealDescription(app, remote.id, description),
      host: new URL(description.url).host,
      preset: change.preset ?? (change.description === undefined ? (remote.preset ?? null) : null),
    }),
    ...(change.use && useColumns({ ...remote, ...change.use })),
    updated_at: now,
  }
  await transact(app.db, async (transaction) => {
    await checkAlbums(transaction, remote.userId, change.use?.albums ?? [])
    await transaction.updateTable('remotes').set(columns).where('id', '=', remote.id).execute()
  }).catch(refuseTaken)
  if (description) await retryNow(app, remote)
  return findRemote(app, remote.userId, remote.id)
}

/** Forgets a remote and what is known of its copies, which stay where they are. */
export async function removeRemote(app: App, remote: Pick<Remote, 'id'>): Promise<void> {
  await app.db.deleteFrom('remotes').where('id', '=', remote.id).execute()
}

/** A remote's description as its owner may see it. Throws bad-input when it cannot be decrypted any more. */
export function shownDescription(app: App, remote: Remote): RemoteDescription {
  return maskDescription(openDescription(app, remote))
}

/** The description that somebody tells, over that of a remote where it is told masked. Throws bad-input. */
export function redescribe(
  app: App,
  remote: Remote | undefined,
  { preset, values, description }: Omit<RemoteChange, 'name' | 'use'>,
): RemoteDescription | undefined {
  if (preset !== undefined) return describe({ preset, values: values ?? {} })
  if (description === undefined) return undefined
  if (!remote) return readDescription(description)
  const former = openDescription(app, remote)
  const unmasked = unmaskDescription(description, former)
  const whole = readDescription(unmasked.description)
  const moved = unmasked.kept.find((field) => {
    const known = originsOf(former, field)
    return originsOf(whole, field).some((origin) => !known.includes(origin))
  })
  if (moved) throw wrong(moved, 'its secrets are for another host: give them again')
  return whole
}

/** How often somebody may send a trial. */
const trials = { most: 60, period: 3_600_000, message: 'Too many trials, try again later' } as const
/** Somebody waits for it, milliseconds. */
const trialTime = 30_000

/**
 * Sends a small picture to a host and tells all about it. Throws
 * flood, and bad-input for a description that says nothing sensible.
 */
export async function tryRemote(app: App, userId: string, description: RemoteDescription): Promise<Trial> {
  await countWithin(app, `trials:user:${userId}`, trials)
  await using ways = new AsyncDisposableStack()
  const dispatcherFor = async (url: string) => {
    const way: Reach = ways.use(await reach(app, url))
    return way.dispatcher
  }
  return await tryOut(description, { dispatcherFor, patience: 15_000, time: trialTime })
}

/** A description from what somebody tells. Throws bad-input with the field to mend. */
export function describe(told: Told): RemoteDescription {
  return 'preset' in told ? findPreset(told.preset).describe(told.values) : readDescription(told.description)
}

/** Where what stands in a field of a description is sent to. */
function originsOf({ url, list }: RemoteDescription, field: string): string[] {
  const addresses =
    field === 'url' ? [url] : [...(field === 'list' ? [] : [url]), ...(list ? [list.url] : [])]
  return addresses.map((address) => new URL(address).origin)
}

function checkName(given: string): string {
  const name = cleanLine(given)
  if (name === '' || name.length > 60) throw wrong('name', 'has 1 to 60 characters')
  return name
}

function keyOf(name: string): string {
  return name.trim().toLowerCase()
}

function useColumns({ scope, albums, withPrivate, deleteCopies, showCopies }: RemoteUse) {
  return {
    scope,
    albums: JSON.stringify(scope === 'albums' ? [...new Set(albums)] : []),
    with_private: Number(withPrivate),
    delete_copies: Number(deleteCopies),
    show_copies: Number(showCopies),
  }
}

async function checkAlbums(db: Database, userId: string, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return
  const rows = await db
    .selectFrom('albums')
    .select('id')
    .where('user_id', '=', userId)
    .where('id', 'in', wanted)
    .execute()
  if (rows.length !== wanted.length) throw wrong('albums', 'not all of these are albums of yours')
}

function refuseTaken(error: unknown): never {
  if (uniqueViolation(error) === undefined) throw error
  throw new AppError('bad-input', 'name: another of your remotes is called so', {
    cause: error,
    details: { field: 'name', what: 'taken' },
  })
}
