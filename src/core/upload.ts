import { AppError } from '../errors.ts'
import type { Facts } from '../media/facts.ts'
import type { Derived } from '../media/pool.ts'
import type { App } from './app.ts'
import { findClaim, repeated } from './claims.ts'
import { kickJobs } from './job-calls.ts'
import { findMedia } from './media.ts'
import { metadataFor } from './metadata.ts'
import { admitKind, expiryOf } from './policy.ts'
import { albumStrictness } from './privacy.ts'
import { recordUpload } from './record.ts'
import type { Staged } from './staging.ts'
import { settlePlace } from './upload-place.ts'
import type { Actor, Media, Wishes } from './words.ts'

/** What is known of an upload once its bytes were looked at and its renditions made. */
export type Prepared = { actor: Actor; staged: Staged; wishes: Wishes; facts: Facts; derived: Derived }

/**
 * The one way into the library: looks at the staged bytes, decides, derives renditions, stores bytes, then records
 * the row. When it answers, the upload survives `kill -9` and a power cut; when it throws, nothing is left behind.
 * The caller has admitted the actor (`policy.admit`) and removes the staged folder, whatever happened.
 */
export async function upload(app: App, actor: Actor, staged: Staged, wished: Wishes): Promise<Media> {
  checkSize(actor, staged)
  const wishes = await settleWishes(app, actor, wished)
  await checkRepeat(app, actor, staged, wishes)
  const facts = await app.media.inspect(staged.path)
  await admitKind(app, actor, facts.kind)
  checkQuota(actor, staged.size)
  const width = targetWidth(facts, wishes)
  const derived = await app.media.derive({
    path: staged.path,
    facts,
    folder: staged.folder,
    metadata: metadataFor(app, wishes),
    ...(width !== undefined && { width }),
    ...(wishes.posterAt !== undefined && { posterAt: wishes.posterAt }),
  })
  if (derived.failed) app.log.warn({ kind: facts.kind, reason: derived.failed }, 'a rendition failed')
  const media = await recordUpload(app, { actor, staged, wishes, facts, derived })
  if (derived.failed) kickJobs(app)
  return media
}

/** What an upload at a door came to. */
export type Uploaded = { media: Media; isRepeat: boolean; mayDelete: boolean }

/**
 * As `upload`, but bytes that their sender already has here are answered by the media that holds them, if that does as
 * well as a new one would. `mayDelete`: what deletes it may be told; a guest whose address is not sure may be somebody
 * else than the first sender.
 */
export async function uploadOrFind(
  app: App,
  actor: Actor,
  { staged, wishes }: { staged: Staged; wishes: Wishes },
): Promise<Uploaded> {
  try {
    return { media: await upload(app, actor, staged, wishes), isRepeat: false, mayDelete: true }
  } catch (error) {
    const first = error instanceof AppError && error.code === 'duplicate' ? error.details.mediaId : undefined
    if (first === undefined) throw error
    const media = await findMedia(app, first)
    if (!media) throw new AppError('busy', 'The same file was just deleted', { details: { retryAfter: 1 } })
    if (await isAsGood(app, actor, { media, wishes })) {
      return { media, isRepeat: true, mayDelete: actor.user !== undefined || actor.addressSure }
    }
    const taken = await upload(app, actor, staged, { ...wishes, duplicates: 'take' })
    return { media: taken, isRepeat: false, mayDelete: true }
  }
}

/**
 * Whether a media does for an upload of its bytes: no fewer people may see it, and it lasts at least half as long from
 * now on. Exactly as long would make each repeat a new media where all uploads expire.
 */
async function isAsGood(
  app: App,
  actor: Actor,
  { media, wishes }: { media: Media; wishes: Wishes },
): Promise<boolean> {
  const { visibility = 'link' } = await settleWishes(app, actor, wishes)
  if (albumStrictness[media.visibility] > albumStrictness[visibility]) return false
  if (media.expiresAt === undefined) return true
  const expiry = expiryOf(actor, wishes.expiry)
  return expiry !== undefined && media.expiresAt - app.now() >= expiry / 2
}

/**
 * As `uploadOrFind`, where repeats are good only for what was wished: bytes that the sender has here in another album,
 * with another visibility or until another time become another media.
 */
export async function uploadAsWished(
  app: App,
  actor: Actor,
  { staged, wishes }: { staged: Staged; wishes: Wishes },
): Promise<Uploaded> {
  const { albumId, visibility, expiry } = wishes
  const found = await uploadOrFind(app, actor, { staged, wishes: { ...wishes, duplicates: 'refuse' } })
  const { media, isRepeat } = found
  const isElsewhere = albumId !== undefined && albumId !== media.albumId
  const isOther = albumId === undefined && visibility !== undefined && visibility !== media.visibility
  if (!isRepeat || !(isElsewhere || isOther || expiry !== undefined)) return found
  return uploadOrFind(app, actor, { staged, wishes: { ...wishes, duplicates: 'take' } })
}

function checkSize(actor: Actor, staged: Staged): void {
  const limit = actor.group.maxFileBytes
  if (staged.size > limit) throw new AppError('too-large', 'File is too large', { details: { limit } })
}

/** The sum that counts is taken in the recording transaction; this look only spares work. */
function checkQuota(actor: Actor, size: number): void {
  const quota = actor.group.quotaBytes
  if (actor.user && quota !== undefined && actor.user.bytesUsed + size > quota) {
    throw new AppError('over-quota', 'No space left on your account')
  }
}

/**
 * The album's privacy holds for what lies in it. What it is when the row is written counts; this look spares work. Throws
 * bad-album or bad-category.
 */
export async function settleWishes(app: App, actor: Actor, wishes: Wishes): Promise<Wishes> {
  const { albumId, categoryId } = wishes
  if (albumId === undefined && categoryId === undefined) return wishes
  const visibility = await settlePlace(app.db, {
    user_id: actor.user?.id ?? null,
    album_id: albumId ?? null,
    category_id: categoryId ?? null,
    visibility: wishes.visibility ?? 'link',
  })
  return { ...wishes, visibility }
}

/** The unique constraint decides; this look only spares work. */
async function checkRepeat(app: App, actor: Actor, staged: Staged, wishes: Wishes): Promise<void> {
  const claim = await findClaim(app.db, app.now(), { actor, digest: staged.digest, wishes })
  if (claim) throw repeated(claim)
}

/** Only what stands still is resized. Throws bad-width or width-too-large. */
function targetWidth(facts: Facts, wishes: Wishes): number | undefined {
  if (wishes.width === undefined || facts.animated || facts.duration !== undefined) return undefined
  if (wishes.width < 1) throw new AppError('bad-width', 'Invalid image geometry')
  if (wishes.width > facts.width) {
    throw new AppError('width-too-large', 'Target width is greater than the original image width')
  }
  return wishes.width === facts.width ? undefined : wishes.width
}
