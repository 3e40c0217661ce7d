import { type Database, transact } from '../database/database.ts'
import { uniqueViolation } from '../database/dialect.ts'
import { enqueue } from '../database/queue.ts'
import { searchText } from '../database/search.ts'
import type { MediaRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { extensionFor } from '../media/kinds.ts'
import type { NewFile } from '../storage/store.ts'
import type { App } from './app.ts'
import { takeClaim } from './claims.ts'
import { enqueueMirrors } from './copies.ts'
import { dateFolder } from './dates.ts'
import { keptName } from './file-names.ts'
import { enqueueHiding } from './hide.ts'
import { newId, nextId, randomHex, randomText, sha256 } from './ids.ts'
import { kickJobs } from './job-calls.ts'
import { deletionHash } from './media.ts'
import { fileKey, fileKeys, fileStem, renditionOf, toMedia, totalSizeOf } from './media-rows.ts'
import { metadataFor } from './metadata.ts'
import { cut, storedName, suffixedName, titleFromName } from './names.ts'
import { expiryOf } from './policy.ts'
import type { Prepared } from './upload.ts'
import { settlePlace } from './upload-place.ts'
import { takeQuota } from './usage.ts'
import { type Media, type Rendition, type RenditionName, renditionNames, type Visibility } from './words.ts'

/** How often a taken file name is changed before giving up; the first change already has 64 random bits. */
const nameTries = 5
/** No picture is older (Niépce, 1826): a date before, as one in the future, is a camera's mistake. */
const firstPhoto = Date.UTC(1826)

/**
 * Bytes first, row last: stores the original and its renditions, then writes quota, row, claim, tags and jobs in one
 * transaction. What was stored for a row that did not come to be is removed. Throws duplicate or over-quota.
 */
export async function recordUpload(app: App, prepared: Prepared): Promise<Media> {
  let row = newRow(app, prepared)
  for (let attempt = 1; attempt <= nameTries; attempt++) {
    const recorded = await storeAndInsert(app, prepared, row)
    if (recorded) return toMedia(recorded)
    row = { ...row, name: suffixedName(row.name) }
    if (row.store_name !== null) row = withStoreName(row)
  }
  throw new AppError('internal', 'Internal error', {
    cause: new Error(`no free name like ${row.folder}/${row.name}`),
  })
}

/** The row as it was written; undefined when a file name turned out to be taken. */
async function storeAndInsert(app: App, prepared: Prepared, row: MediaRow): Promise<MediaRow | undefined> {
  if (await nameTaken(app.db, row)) return undefined
  const files = filesOf(prepared, row)
  if (!(await app.store.put(files))) return undefined
  try {
    const { settled, queued } = await transact(app.db, async (transaction) => {
      const settled = await settleRow(transaction, row)
      const queued = await insert(transaction, app.now(), { prepared, row: settled })
      if (becameHidden(row, settled)) await enqueueHiding(transaction, { now: app.now() }, [settled])
      return { settled, queued }
    })
    if (queued > 0 || becameHidden(row, settled)) kickJobs(app)
    return settled
  } catch (error) {
    const nameClash = uniqueViolation(error) !== undefined
    if (nameClash || !(await wasRecorded(app, row.id))) await app.store.remove(files.map(({ key }) => key))
    if (nameClash) return undefined
    throw error
  }
}

/** A commit whose answer was lost may have happened: bytes are removed only when it surely did not. */
async function wasRecorded(app: App, id: string): Promise<boolean> {
  try {
    return (
      (await app.db.selectFrom('media').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
    )
  } catch {
    return true
  }
}

/** Names of deleted media count as taken for as long as they are remembered: an address is never another file's. */
async function nameTaken(db: Database, row: MediaRow): Promise<boolean> {
  const taken = await db
    .selectFrom('media')
    .select('id')
    .where('folder', '=', row.folder)
    .where('name', '=', row.name)
    .executeTakeFirst()
  if (taken) return true
  const before = await db
    .selectFrom('tombstones')
    .select('file')
    .where('file', '=', fileStem(row))
    .executeTakeFirst()
  return before !== undefined
}

/** Its album may have become stricter while bytes were worked on and stored. Throws bad-album or bad-category. */
async function settleRow(db: Database, row: MediaRow): Promise<MediaRow> {
  const { user_id, album_id, category_id } = row
  const visibility = row.visibility as Visibility
  return { ...row, visibility: await settlePlace(db, { user_id, album_id, category_id, visibility }) }
}

/** Its files were stored under a name that may be known. */
function becameHidden(planned: MediaRow, settled: MediaRow): boolean {
  return planned.visibility !== 'private' && settled.visibility === 'private'
}

/** Answers how many jobs of it may begin at once. */
async function insert(
  db: Database,
  now: number,
  upload: { prepared: Prepared; row: MediaRow },
): Promise<number> {
  const { prepared, row } = upload
  const { user, group } = prepared.actor
  if (user) await takeQuota(db, { userId: user.id, quota: group.quotaBytes, size: row.total_size })
  await db.insertInto('media').values(row).execute()
  await db
    .insertInto('media_search')
    .values({ media_id: row.id, text: searchText(row) })
    .execute()
  await takeClaim(db, now, {
    actor: prepared.actor,
    digest: row.digest,
    wishes: prepared.wishes,
    mediaId: row.id,
  })
  const tags: string[] = JSON.parse(row.tags)
  if (tags.length > 0) {
    await db
      .insertInto('media_tags')
      .values(tags.map((name) => ({ media_id: row.id, name })))
      .execute()
  }
  if (prepared.derived.failed) {
    const { posterAt } = prepared.wishes
    const replace = prepared.derived.standIn ?? false
    const payload = { id: row.id, replace, ...(posterAt !== undefined && { posterAt }) }
    await enqueue(db, now, { kind: 'derive', payload, runAt: now + 60_000 })
  }
  return await enqueueMirrors(db, now, { row, from: prepared.wishes.broughtFrom })
}

function newRow(app: App, prepared: Prepared): MediaRow {
  const { actor, staged, wishes, derived } = prepared
  const identity = newIdentity(app, prepared)
  const renditions = renditionsOf(prepared, identity.extension)
  const { size } = derived.original
  const row: MediaRow = {
    ...identity,
    ...columnsOfFacts(app, prepared),
    user_id: actor.user?.id ?? null,
    address: actor.user ? null : actor.address,
    in_history: wishes.inHistory && !actor.user ? 1 : 0,
    kind: derived.original.kind,
    size,
    total_size: totalSizeOf({ size, renditions }),
    digest: staged.digest,
    md5: derived.original.md5 ?? staged.md5,
    source_md5: derived.original.changed ? staged.md5 : null,
    nsfw: Number(wishes.nsfw ?? false),
    visibility: wishes.visibility ?? 'link',
    album_id: wishes.albumId ?? null,
    category_id: wishes.categoryId ?? null,
    tags: JSON.stringify(wishes.tags ?? []),
    views: 0,
    likes: 0,
    renditions: JSON.stringify(renditions),
    guest_id: actor.user ? null : (actor.guestId ?? null),
    trashed_at: null,
    album_position: null,
    palette: prepared.derived.palette ? JSON.stringify(prepared.derived.palette) : null,
  }
  return wishes.storeName ? withStoreName(row) : row
}

/** By what a media is found and for how long. What only its address protects has an address that nobody can guess. */
function newIdentity(app: App, { actor, wishes, facts, derived }: Prepared) {
  const now = app.now()
  const takenAt = wishes.useFileDate && actor.user?.role === 'admin' ? facts.camera.takenAt : undefined
  const createdAt = takenAt !== undefined && takenAt > firstPhoto && takenAt < now ? takenAt : now
  const secret = wishes.visibility === 'private'
  const length = secret ? 'long' : 'short'
  const id = createdAt === now ? nextId(now, length) : newId(createdAt, length)
  const filename = wishes.filename ?? ''
  const expiry = expiryOf(actor, wishes.expiry)
  return {
    id,
    folder: dateFolder(createdAt, app.config.timeZone),
    name: secret ? randomHex() : storedName(wishes.naming ?? actor.group.naming, filename),
    extension: extensionFor(derived.original.kind, filename),
    store_name: null,
    original_name: keptName(filename),
    created_at: createdAt,
    expires_at: expiry === undefined ? null : now + expiry,
    delete_version: 0,
    delete_hash: sha256(deletionHash(app, { id, deleteVersion: 0 })),
  }
}

/** What the bytes say of themselves, where the sender did not say otherwise. */
function columnsOfFacts(app: App, prepared: Prepared) {
  const { wishes, facts, derived } = prepared
  // Who wants all of it gone does not want it to be read on the page.
  const said = wishes.metadata === 'strip-all' ? {} : facts.camera
  const title = wishes.title || said.title || titleFromName(wishes.filename ?? '')
  return {
    title: cut(title, 100),
    description: wishes.description || said.description || null,
    width: derived.original.width,
    height: derived.original.height,
    animated: Number(facts.animated),
    is_360: Number(facts.is360),
    duration: facts.duration ?? null,
    ...columnsOfCamera(app, prepared),
    thumbhash: derived.thumbhash ?? null,
  }
}

function withStoreName(row: MediaRow): MediaRow {
  const name = randomText(15)
  return { ...row, name, store_name: name }
}

function renditionsOf(prepared: Prepared, extension: string): Partial<Record<RenditionName, Rendition>> {
  const original = { kind: prepared.derived.original.kind, extension }
  const files = Object.entries(prepared.derived.renditions)
  const made = files.map(([name, file]) => [name, renditionOf(original, file)])
  return Object.fromEntries(made)
}

function filesOf(prepared: Prepared, row: MediaRow): NewFile[] {
  const media = toMedia(row)
  const { original, renditions } = prepared.derived
  const made = renditionNames.flatMap((name) => {
    const file = renditions[name]
    return file ? [{ key: fileKey(media, name), path: file.path, type: file.mime }] : []
  })
  const files = [{ key: fileKey(media), path: original.path, type: original.mime }, ...made]
  if (files.length !== fileKeys(media).length) throw new Error('a rendition has no file')
  return files
}

/** What viewers may see and search for of the camera's data: nothing of what was stripped from the file. */
function columnsOfCamera(
  app: App,
  { facts, wishes }: Prepared,
): Pick<MediaRow, 'exif' | 'camera' | 'taken_at'> {
  const { exif, place, make, model, takenAt } = facts.camera
  const mode = metadataFor(app, wishes)
  if (mode === 'strip-all') return { exif: null, camera: null, taken_at: null }
  const kept = mode === 'keep' && place
  const fields = { ...exif, ...(kept && { Latitude: place?.latitude, Longitude: place?.longitude }) }
  return {
    exif: Object.keys(fields).length === 0 ? null : JSON.stringify(fields),
    camera: make === undefined && model === undefined ? null : JSON.stringify({ make, model }),
    taken_at: takenAt ?? null,
  }
}
