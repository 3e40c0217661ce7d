import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { countWithin } from './floods.ts'
import { nextId } from './ids.ts'
import { toMedia } from './media-rows.ts'
import { network } from './policy.ts'
import { cleanText } from './texts.ts'
import type { Actor, Media } from './words.ts'

/** Somebody's word that a media should not be here. */
export type Report = {
  id: string
  media: Media
  reason: string
  text: string | undefined
  /** Name of whoever said so; undefined for a guest. */
  by: string | undefined
  createdAt: number
}

/** How many reports are taken from one address in an hour. */
const mostReports = 10
/** How many are shown at once, the oldest first. */
const mostShown = 200

/** Keeps a report for those who run the site. Throws flood. */
export async function reportMedia(
  app: App,
  actor: Actor,
  said: { media: Media; reason: string; text: string | undefined },
): Promise<void> {
  await countWithin(app, `reports:net:${network(actor.address)}`, {
    most: mostReports,
    period: 3_600_000,
    message: 'Too many reports, try again later',
    details: { count: mostReports, period: 'hour' },
  })
  const now = app.now()
  await app.db
    .insertInto('reports')
    .values({
      id: nextId(now),
      media_id: said.media.id,
      reason: said.reason,
      said: cleanText(said.text ?? ''),
      user_id: actor.user?.id ?? null,
      address: actor.address,
      created_at: now,
    })
    .execute()
}

/** Reports that nobody has dealt with, the oldest first; a page of them at most. */
export async function listReports(app: App): Promise<Report[]> {
  const rows = await app.db
    .selectFrom('reports')
    .leftJoin('users', 'users.id', 'reports.user_id')
    .select(['reports.id', 'reports.media_id', 'reports.reason', 'reports.said', 'reports.created_at'])
    .select('users.name')
    .orderBy('reports.id')
    .limit(mostShown)
    .execute()
  if (rows.length === 0) return []
  const ids = [...new Set(rows.map((row) => row.media_id))]
  const media = await app.db.selectFrom('media').selectAll().where('id', 'in', ids).execute()
  const byId = new Map(media.map((row) => [row.id, toMedia(row)]))
  return rows.flatMap((row) => {
    const reported = byId.get(row.media_id)
    if (!reported) return []
    const { id, reason, said, created_at: createdAt } = row
    return [{ id, media: reported, reason, text: said || undefined, by: row.name ?? undefined, createdAt }]
  })
}

/** Puts a report away: it was dealt with, or there was nothing in it. Throws not-found. */
export async function dismissReport(app: App, id: string): Promise<void> {
  const dismissed = await app.db
    .deleteFrom('reports')
    .where('id', '=', id.replaceAll('\0', ''))
    .executeTakeFirst()
  if (dismissed.numDeletedRows === 0n) throw new AppError('not-found', `There is no report ${id}`)
}
