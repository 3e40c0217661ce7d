import { resumeRemovals } from './account-removal.ts'
import type { App } from './app.ts'
import { fileKeys, parseFileName, toMedia } from './media-rows.ts'
import { sweepResumable } from './resumable-files.ts'
import { removeExpiredSessions } from './sessions.ts'
import { sweepStaging } from './staging.ts'
import type { Media } from './words.ts'

/** For how long a second deletion is told "already deleted" (SM.MS API v2). */
const tombstoneAge = 30 * 86_400_000
/** How many files or rows are compared at a time. */
const batch = 500

export type Swept = { orphans: number; staged: number }

/**
 * Removes files that no row names, folders that uploads left when their process died, old tombstones and sessions that
 * are over, and goes on with the removal of closed accounts. Files younger than `minAge` (milliseconds) may belong to an upload under way: its bytes come before its row.
 */
export async function sweep(app: App, options: { minAge: number }): Promise<Swept> {
  const staged = await sweepStaging(app)
  await sweepResumable(app)
  let orphans = 0
  for await (const keys of findOrphans(app, options.minAge)) {
    app.log.info({ keys }, 'removing files that no row names')
    await app.store.remove(keys)
    orphans += keys.length
  }
  await app.db
    .deleteFrom('tombstones')
    .where('deleted_at', '<', app.now() - tombstoneAge)
    .execute()
  await removeExpiredSessions(app)
  await resumeRemovals(app)
  return { orphans, staged }
}

/** Keys in the store that no row names, in batches. */
export async function* findOrphans(app: App, minAge: number): AsyncIterable<string[]> {
  let keys: string[] = []
  for await (const file of app.store.list('')) {
    if (app.now() - file.modified < minAge) continue
    keys.push(file.key)
    if (keys.length < batch) continue
    yield* nonEmpty(await withoutRow(app, keys))
    keys = []
  }
  yield* nonEmpty(await withoutRow(app, keys))
}

/** Media whose files are not all in the store, with the keys that are missing, and those whose size is another. */
export async function* findDamaged(
  app: App,
): AsyncIterable<{ media: Media; missing: string[]; wrongSize: string[] }> {
  let after = ''
  for (;;) {
    const rows = await app.db
      .selectFrom('media')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute()
    for (const media of rows.map(toMedia)) {
      const found = await damageOf(app, media)
      if (found.missing.length + found.wrongSize.length > 0) yield { media, ...found }
    }
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}

async function damageOf(app: App, media: Media): Promise<{ missing: string[]; wrongSize: string[] }> {
  const sizes = [media.size, ...Object.values(media.renditions).map((rendition) => rendition.size)]
  const missing: string[] = []
  const wrongSize: string[] = []
  for (const [index, key] of fileKeys(media).entries()) {
    const file = await app.store.stat(key)
    if (!file) missing.push(key)
    else if (file.size !== sizes[index]) wrongSize.push(key)
  }
  return { missing, wrongSize }
}

async function withoutRow(app: App, keys: readonly string[]): Promise<string[]> {
  const folders = new Set(keys.map((key) => key.slice(0, Math.max(0, key.lastIndexOf('/')))))
  const names = new Set(keys.flatMap((key) => mediaNameOf(key) ?? []))
  if (names.size === 0) return [...keys]
  const rows = await app.db
    .selectFrom('media')
    .selectAll()
    .where('folder', 'in', [...folders])
    .where('name', 'in', [...names])
    .execute()
  const known = new Set(rows.flatMap((row) => fileKeys(toMedia(row))))
  return keys.filter((key) => !known.has(key))
}

function mediaNameOf(key: string): string | undefined {
  return parseFileName(key.slice(key.lastIndexOf('/') + 1))?.name
}

function* nonEmpty(keys: string[]): Iterable<string[]> {
  if (keys.length > 0) yield keys
}
