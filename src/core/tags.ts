import { setImmediate } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { inOrder, mediaBeside, mediaIn } from './list-query.ts'
import { type Listing, resolveListing } from './listing.ts'
import type { Actor } from './words.ts'

export type TagCount = { name: string; count: number }

/** Media whose tags are counted at a time: SQLite does so while nobody else is served. */
const chunk = 5000
/** For how long the counts of a library of more than that are kept, milliseconds. */
const keptFor = 30_000

type Kept = { at: number; counts: ReadonlyMap<string, number> }
const kept = new WeakMap<App, Map<string, Kept>>()

/** So many tags with the number of media that have them, the most used first: the actor's own, or of public media. */
export async function listTags(
  app: App,
  actor: Actor,
  wanted: { scope: 'mine' | 'public'; text: string | undefined; limit: number },
): Promise<TagCount[]> {
  if (wanted.scope === 'mine' && !actor.user) throw new AppError('key-missing', 'Sign in, or send a key')
  const listing = await resolveListing(app, actor, { scope: wanted.scope })
  const counts = await countTags(app, listing, wanted.scope === 'mine' ? (actor.user?.id ?? '') : '')
  const text = wanted.text?.toLowerCase() ?? ''
  return [...counts]
    .filter(([name]) => name.toLowerCase().includes(text))
    .sort(([one, most], [other, more]) => more - most || (one < other ? -1 : 1))
    .slice(0, wanted.limit)
    .map(([name, count]) => ({ name, count }))
}

async function countTags(app: App, listing: Listing, key: string): Promise<Kept['counts']> {
  const known = keptOf(app)
  const former = known.get(key)
  if (former && Math.abs(app.now() - former.at) < keptFor) return former.counts
  known.delete(key)
  const counts = new Map<string, number>()
  let after = await addChunk(app, listing, { after: undefined, counts })
  const isLarge = after !== undefined
  while (after !== undefined) {
    await setImmediate()
    after = await addChunk(app, listing, { after, counts })
  }
  if (isLarge) known.set(key, { at: app.now(), counts })
  return counts
}

/** Answers behind which media there are more. */
async function addChunk(
  app: App,
  listing: Listing,
  { after, counts }: { after: string | undefined; counts: Map<string, number> },
): Promise<string | undefined> {
  const place = after === undefined ? undefined : { id: after, value: undefined }
  const query = place ? mediaBeside(app, listing, place, false) : mediaIn(app, listing)
  const ids = inOrder(query, listing, false).select('media.id')
  const last = await ids
    .offset(chunk - 1)
    .limit(1)
    .executeTakeFirst()
  const rows = await app.db
    .selectFrom(ids.limit(chunk).as('chosen'))
    .innerJoin('media_tags', 'media_tags.media_id', 'chosen.id')
    .select((select) => ['media_tags.name', select.fn.countAll<number>().as('count')])
    .groupBy('media_tags.name')
    .execute()
  for (const { name, count } of rows) counts.set(name, (counts.get(name) ?? 0) + Number(count))
  return last?.id
}

function keptOf(app: App): Map<string, Kept> {
  const known = kept.get(app) ?? new Map<string, Kept>()
  kept.set(app, known)
  if (known.size > 100) known.clear()
  return known
}
