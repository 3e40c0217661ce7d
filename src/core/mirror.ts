import { transact } from '../database/database.ts'
import type { CopyRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import type { Copy } from '../remotes/answer.ts'
import type { About } from '../remotes/placeholders.ts'
import { push, remove } from '../remotes/push.ts'
import { problemOf } from '../remotes/try-out.ts'
import type { App } from './app.ts'
import { lockVisibility, type Removal, removeLeftOver, type Which, withdrawCopies } from './copies.ts'
import { findKept } from './media.ts'
import { fileKey, fileName } from './media-rows.ts'
import { reach } from './remote-reach.ts'
import {
  openDeleteAddress,
  openDescription,
  type Remote,
  sealDeleteAddress,
  toRemote,
} from './remote-rows.ts'
import type { Media } from './words.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long a copy waits before it is tried again, by how often it was: after the last it has failed. */
const waits = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour, day, day] as const

/** A job's time for one file, milliseconds: less than the lease on it. */
const pushTime = 8 * minute

/** The job: sends one copy, and says when to try again when that failed; at once, uncounted, when it was stopped. */
export async function mirror(app: App, which: Which, stop: AbortSignal): Promise<{ at: number } | undefined> {
  const found = await findCopy(app, which)
  const media = found && (await findKept(app, which.mediaId))
  if (!found || !media || found.copy.state === 'sent') return undefined
  const { copy, remote } = found
  if (media.trashedAt !== undefined) return { at: app.now() + day }
  if (media.visibility === 'private' && !remote.withPrivate) return forget(app, which)
  try {
    await send(app, { media, remote, stop })
    return undefined
  } catch (thrown) {
    if (stop.aborted) return { at: app.now() }
    return noteFailure(app, { copy, thrown })
  }
}

async function send(
  app: App,
  { media, remote, stop }: { media: Media; remote: Remote; stop: AbortSignal },
): Promise<void> {
  const description = openDescription(app, remote)
  const bytes = await app.store.open(fileKey(media))
  if (!bytes) throw new AppError('internal', 'The file is not there')
  const name = media.originalName || fileName(media)
  const file = { bytes: () => bytes, name, type: media.mime, size: media.size, about: aboutOf(media) }
  try {
    await using way = await reach(app, description.url)
    const means = { dispatcher: way.dispatcher, time: pushTime, signal: stop }
    const sent = await push(description, file, means)
    await noteSent(app, { media, remote, sent })
  } finally {
    bytes.destroy()
  }
}

function aboutOf({ title, description = '', tags, visibility, nsfw }: Media): About {
  return { title, description, tags: tags.join(','), visibility, nsfw: nsfw ? '1' : '' }
}

/** Media and remote may have changed while the file went out: what is no longer wanted there is deleted again. */
async function noteSent(
  app: App,
  { media, remote, sent }: { media: Media; remote: Remote; sent: Copy },
): Promise<void> {
  const { url, deleteUrl } = sent
  const sealed = deleteUrl === undefined ? null : sealDeleteAddress(app, remote.id, deleteUrl)
  const which = { mediaId: media.id, remoteId: remote.id }
  const now = app.now()
  await transact(app.db, async (db) => {
    const visibility = await lockVisibility(db, media.id)
    await db
      .updateTable('copies')
      .set({ state: 'sent', url, sealed_delete: sealed, problem: null, next_at: null, updated_at: now })
      .where('media_id', '=', media.id)
      .where('remote_id', '=', remote.id)
      .execute()
    if (visibility === undefined && sealed !== null) await removeLeftOver(db, now, { ...which, url, sealed })
    if (visibility === 'private') await withdrawCopies(db, now, [media.id])
  })
}

async function noteFailure(
  app: App,
  { copy, thrown }: { copy: CopyRow; thrown: unknown },
): Promise<{ at: number } | undefined> {
  const refusal = AppError.from(thrown)
  if (refusal.code === 'internal') app.log.warn({ err: refusal }, 'a copy could not be sent')
  const now = app.now()
  const wait = refusal.code === 'too-large' ? undefined : waits[copy.attempts]
  const at = wait === undefined ? undefined : now + Math.max(wait, (refusal.details.retryAfter ?? 0) * 1000)
  await app.db
    .updateTable('copies')
    .set({
      state: at === undefined ? 'failed' : 'waiting',
      attempts: copy.attempts + 1,
      problem: JSON.stringify(problemOf(refusal)),
      next_at: at ?? null,
      updated_at: now,
    })
    .where('media_id', '=', copy.media_id)
    .where('remote_id', '=', copy.remote_id)
    .execute()
  return at === undefined ? undefined : { at }
}

/** The job: deletes a copy at its host. It needs no rows, which may be gone. */
export async function removeCopy(
  app: App,
  { remoteId, sealed, address }: Removal,
  stop: AbortSignal,
): Promise<{ at: number } | undefined> {
  const deleteUrl = openDeleteAddress(app, remoteId, address)
  if (deleteUrl === undefined) return undefined
  const description = openDescription(app, { id: remoteId, sealed })
  await using way = await reach(app, deleteUrl, { field: 'deletePath' })
  try {
    await remove(description, deleteUrl, { dispatcher: way.dispatcher, time: minute, signal: stop })
    return undefined
  } catch (thrown) {
    if (stop.aborted) return { at: app.now() }
    throw thrown
  }
}

async function forget(app: App, { mediaId, remoteId }: Which): Promise<undefined> {
  await app.db
    .deleteFrom('copies')
    .where('media_id', '=', mediaId)
    .where('remote_id', '=', remoteId)
    .where('state', '!=', 'sent')
    .execute()
}

async function findCopy(app: App, which: Which): Promise<{ copy: CopyRow; remote: Remote } | undefined> {
  const copy = await app.db
    .selectFrom('copies')
    .selectAll()
    .where('media_id', '=', which.mediaId)
    .where('remote_id', '=', which.remoteId)
    .executeTakeFirst()
  const remote = await app.db
    .selectFrom('remotes')
    .selectAll()
    .where('id', '=', which.remoteId)
    .executeTakeFirst()
  return copy && remote && { copy, remote: toRemote(remote) }
}
