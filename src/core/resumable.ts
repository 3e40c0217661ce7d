import { AppError, type ErrorCode } from '../errors.ts'
import type { App } from './app.ts'
import { randomText } from './ids.ts'
import { deleteAll, findKept } from './media.ts'
import { admit } from './policy.ts'
import {
  arrivedOf,
  bytesPath,
  makeResumable,
  type Resumable,
  readResumable,
  removeBytes,
  removeResumable,
  writeResumable,
} from './resumable-files.ts'
import { freeSpace } from './space.ts'
import { stageFile } from './staging.ts'
import { discardMedia } from './trash.ts'
import { settleWishes, upload } from './upload.ts'
import type { Actor, Media, Wishes } from './words.ts'

/** Refusals after which the same bytes may be taken later: they are kept, and the outcome stays open. */
const passing = new Set<ErrorCode>(['busy', 'flood', 'internal', 'over-quota', 'storage-full'])

/** Uploads whose whole is being taken in by this process, and those that are being given up. */
const running = new Map<string, Promise<Media>>()
const leaving = new Set<string>()

/** A new id for an upload in parts: 128 random bits. */
export function newResumableId(): string {
  return randomText(22)
}

/**
 * Lets an upload in parts begin: admits the actor, once for all parts. What would be refused at the end is refused
 * before the bytes are sent. Throws what `admit` throws, too-large, empty-source, bad-album, bad-category, over-quota or
 * storage-full.
 */
export async function beginResumable(
  app: App,
  actor: Actor,
  { id, size, fields, wishes }: Pick<Resumable, 'id' | 'size' | 'fields'> & { wishes: Wishes },
): Promise<void> {
  const { maxFileBytes: limit, quotaBytes } = actor.group
  if (size > limit) throw new AppError('too-large', 'The file is too large', { details: { limit } })
  if (size === 0) throw new AppError('empty-source', 'The file is empty')
  const owner = ownersOf(actor)[0]
  if (owner === undefined) throw new AppError('key-missing', 'Guests need cookies to upload in parts')
  await admit(app, actor, 'web')
  await settleWishes(app, actor, wishes)
  if (actor.user && quotaBytes !== undefined && actor.user.bytesUsed + size > quotaBytes) {
    throw new AppError('over-quota', 'No space left on your account')
  }
  if (size > (await freeSpace(app))) throw new AppError('storage-full', 'The server has no space left')
  await makeResumable(app, { id, owner, size, fields, createdAt: app.now() })
}

/**
 * Gives an upload up. One that is being taken in goes on to its end; what it became then goes where its sender's deleted
 * media go.
 */
export async function dropResumable(app: App, id: string): Promise<void> {
  const taken = running.get(id)
  leaving.add(id)
  try {
    const media = await taken?.catch(() => undefined)
    if (media?.userId !== undefined) await discardMedia(app, [media.id])
    else if (media) await deleteAll(app, [media.id])
    await removeResumable(app, id)
  } finally {
    leaving.delete(id)
  }
}

/**
 * An upload of the actor's own. Throws not-found, also for another's, and key-missing for that of an account nobody
 * has signed in to.
 */
export async function findResumable(app: App, actor: Actor, id: string): Promise<Resumable> {
  const found = await readResumable(app, id)
  if (found && ownersOf(actor).includes(found.owner)) return found
  if (found?.owner.startsWith('user:') && !actor.user) throw new AppError('key-missing', 'Sign in to go on')
  throw new AppError('not-found', 'There is no such upload')
}

/**
 * What became of an upload all of whose bytes have come: it is taken in at the first asking, once, also when the
 * process died meanwhile. Undefined while bytes are missing. Throws what `upload` throws, each time it is asked.
 */
export async function finishResumable(
  app: App,
  actor: Actor,
  { resumable, wishes }: { resumable: Resumable; wishes: Wishes },
): Promise<Media | undefined> {
  const { id, size } = resumable
  const known = running.get(id)
  if (known) return known
  const arrived = await arrivedOf(app, resumable)
  if (leaving.has(id)) throw new AppError('not-found', 'This upload was given up')
  if (arrived < size) {
    await findResumable(app, actor, id)
    return undefined
  }
  const finishing = running.get(id) ?? finish(app, actor, { id, wishes }).finally(() => running.delete(id))
  running.set(id, finishing)
  return finishing
}

async function finish(
  app: App,
  actor: Actor,
  { id, wishes }: { id: string; wishes: Wishes },
): Promise<Media> {
  const resumable = await findResumable(app, actor, id)
  const { outcome } = resumable
  if (outcome && 'refusal' in outcome) {
    throw new AppError(outcome.refusal.code, outcome.refusal.message, { details: outcome.refusal.details })
  }
  if (outcome) return requireMedia(app, outcome.mediaId)
  await using staged = await stageFile(app, bytesPath(app, id))
  const before = await findTaken(app, actor, { resumable, digest: staged.digest })
  const started = { ...resumable, startedAt: resumable.startedAt ?? app.now() }
  if (!before) await writeResumable(app, started)
  try {
    const media = before ?? (await upload(app, actor, staged, wishes))
    await settle(app, { ...started, outcome: { mediaId: media.id } })
    return media
  } catch (thrown) {
    const { code, message, details } = AppError.from(thrown)
    if (!passing.has(code))
      await settle(app, { ...started, outcome: { refusal: { code, message, details } } })
    throw thrown
  }
}

async function settle(app: App, resumable: Resumable): Promise<void> {
  await writeResumable(app, resumable)
  await removeBytes(app, resumable.id)
}

/** The media that a process made of these bytes before it could say so. */
async function findTaken(
  app: App,
  { user, guestId }: Actor,
  { resumable: { startedAt }, digest }: { resumable: Resumable; digest: string },
): Promise<Media | undefined> {
  if (startedAt === undefined) return undefined
  const row = await app.db
    .selectFrom('media')
    .select('id')
    .where((is) =>
      is.or([
        ...(user ? [is('user_id', '=', user.id)] : []),
        ...(guestId === undefined ? [] : [is('guest_id', '=', guestId)]),
      ]),
    )
    .where('digest', '=', digest)
    .where('created_at', '>=', startedAt)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row && findKept(app, row.id)
}

async function requireMedia(app: App, id: string): Promise<Media> {
  const media = await findKept(app, id)
  if (!media) throw new AppError('already-deleted', 'This media is gone')
  return media
}

/** Under which names the actor's uploads are kept; a guest who has signed in goes on with what he began. */
function ownersOf({ user, guestId }: Actor): string[] {
  return [...(user ? [`user:${user.id}`] : []), ...(guestId === undefined ? [] : [`guest:${guestId}`])]
}
