import { listUsers } from '../core/accounts.ts'
import type { App } from '../core/app.ts'
import { deleteMedia, findKept } from '../core/media.ts'
import { fileKey } from '../core/media-rows.ts'
import {
  correctSum,
  findStuckJobs,
  findWithoutThumb,
  findWrongSums,
  remakeRenditions,
} from '../core/repair.ts'
import { findAbandoned, sweepStaging } from '../core/staging.ts'
import { findDamaged, findOrphans } from '../core/sweep.ts'
import type { Media } from '../core/words.ts'
import { type Finding, findingsOn } from './finding.ts'
import { formatBytes, formatCount, formatTime } from './table.ts'

/** `minAge`: milliseconds; younger files and folders may belong to an upload under way. */
export type Repair = { repair: boolean; removeLost: boolean; minAge: number }

/** Whether the database answers, and what is in it. */
export async function checkDatabase(app: App): Promise<Finding> {
  const { ok } = findingsOn('database')
  const users = await listUsers(app)
  const { media } = await app.db
    .selectFrom('media')
    .select((select) => select.fn.countAll<number>().as('media'))
    .executeTakeFirstOrThrow()
  return ok(`answers: ${formatCount(users.length, 'account')}, ${formatCount(Number(media), 'media file')}`)
}

/** Files that no row names. Repair removes them. */
export async function* checkFiles(app: App, options: Repair): AsyncIterable<Finding> {
  const { ok, wrong, repaired } = findingsOn('files')
  let sound = true
  for await (const keys of findOrphans(app, options.minAge)) {
    sound = false
    if (options.repair) await app.store.remove(keys)
    for (const key of keys)
      yield options.repair
        ? repaired(`${key} belonged to no row: removed`)
        : wrong(`${key} belongs to no row`)
  }
  if (sound) yield ok('each belongs to a row')
}

/** Rows whose files are missing or have another size. Repair has renditions made again; originals nobody can make. */
export async function* checkRows(app: App, options: Repair): AsyncIterable<Finding> {
  const { ok } = findingsOn('rows')
  let sound = true
  for await (const damage of findDamaged(app)) {
    // A media deleted since it was read has no files, and rightly so.
    if (!(await findKept(app, damage.media.id))) continue
    sound = false
    yield* judgeDamage(app, damage, options)
  }
  if (sound) yield ok('each has its files')
}

async function* judgeDamage(
  app: App,
  damage: { media: Media; missing: string[]; wrongSize: string[] },
  options: Repair,
): AsyncIterable<Finding> {
  const { wrong, repaired } = findingsOn('rows')
  const { media, missing, wrongSize } = damage
  const original = fileKey(media)
  const which = `${original} (id ${media.id}, ${media.originalName || 'no file name'})`
  if (missing.includes(original)) {
    if (options.removeLost) await deleteMedia(app, media)
    yield options.removeLost ? repaired(`${which} was lost: its row is removed`) : wrong(`${which} is lost`)
    return
  }
  if (wrongSize.includes(original)) yield wrong(`${which} is not as large as it was when it was stored`)
  const renditions = [...missing, ...wrongSize].filter((key) => key !== original)
  if (renditions.length === 0) return
  if (options.repair) await remakeRenditions(app, media, renditions)
  for (const key of renditions) {
    yield options.repair
      ? repaired(`${key} will be made again by the running server`)
      : wrong(`${key} is missing or damaged`)
  }
}

/** Media whose thumb could not be made. Repair has it tried again. */
export async function checkThumbs(app: App, options: Repair): Promise<Finding> {
  const { ok, note, repaired } = findingsOn('thumbs')
  const ids = await findWithoutThumb(app)
  if (ids.length === 0) return ok('every media file has one')
  const text = `${formatCount(ids.length, 'media file')} without one: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ' …' : ''}`
  if (!options.repair) return note(text)
  for (const id of ids) {
    const media = await findKept(app, id)
    if (media) await remakeRenditions(app, media, [])
  }
  return repaired(`${text}: the running server tries again`)
}

/** Whether each account's use is the sum of its media. Repair makes it so. */
export async function* checkSums(app: App, options: Repair): AsyncIterable<Finding> {
  const { ok, wrong, repaired } = findingsOn('quotas')
  const sums = await findWrongSums(app)
  for (const sum of sums) {
    const text = `${sum.name} is said to use ${formatBytes(sum.recorded)}, but uses ${formatBytes(sum.real)} (${sum.recorded} and ${sum.real} bytes)`
    if (options.repair) await correctSum(app, sum.id)
    yield options.repair ? repaired(`${text}: corrected`) : wrong(text)
  }
  if (sums.length === 0) yield ok('what accounts use is the sum of their media')
}

/** What uploads left behind when their process died. Repair removes it. */
export async function checkStaging(app: App, options: Repair): Promise<Finding> {
  const { ok, wrong, repaired } = findingsOn('staging')
  const { length } = await findAbandoned(app, options.minAge)
  if (length === 0) return ok('nothing was left behind')
  const text = `${formatCount(length, 'folder')} left behind by uploads that were cut off`
  if (!options.repair) return wrong(text)
  await sweepStaging(app, options.minAge)
  return repaired(`${text}: removed`)
}

/** Whether jobs fail, or wait for a server that does not run. */
export async function* checkJobs(app: App): AsyncIterable<Finding> {
  const { ok, note, wrong } = findingsOn('jobs')
  const stuck = await findStuckJobs(app)
  const failing = stuck.filter((job) => job.error !== undefined)
  for (const job of failing)
    yield wrong(`${job.kind} failed ${formatCount(job.attempts, 'time')}: ${job.error}`)
  const waiting = stuck.filter((job) => job.error === undefined)
  const [oldest] = waiting
  if (oldest) {
    const since = formatTime(oldest.dueSince)
    yield note(
      `${formatCount(waiting.length, 'job')} waiting since ${since}: the server works on them while it runs`,
    )
  }
  if (stuck.length === 0) yield ok('none is stuck')
}
