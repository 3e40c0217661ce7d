import { transact } from '../database/database.ts'
import type { App } from './app.ts'

type Counter = { counts: Map<string, number>; timer: NodeJS.Timeout | undefined; writing: Promise<void> }

/** How long views are collected before they are written, milliseconds. */
const patience = 5000
/** Media written in one statement. */
const batch = 500

const counters = new WeakMap<App, Counter>()

/** Counts that somebody looked at a media. It is written within seconds, together with all others. */
export function countView(app: App, mediaId: string): void {
  const counter = counterOf(app)
  counter.counts.set(mediaId, (counter.counts.get(mediaId) ?? 0) + 1)
  counter.timer ??= setTimeout(() => {
    writeViews(app).catch((error: unknown) => app.log.error({ err: error }, 'views could not be written'))
  }, patience).unref()
}

/** Writes what was counted, in one transaction. What cannot be written is kept for the next time. */
export async function writeViews(app: App): Promise<void> {
  const counter = counterOf(app)
  clearTimeout(counter.timer)
  counter.timer = undefined
  const { counts } = counter
  counter.counts = new Map()
  const written = counter.writing.then(() => write(app, counts))
  counter.writing = written.catch(() => {
    for (const [id, count] of counts) counter.counts.set(id, (counter.counts.get(id) ?? 0) + count)
  })
  await written
}

/** Writes what is left when the app closes. */
export async function closeViews(app: App): Promise<void> {
  await writeViews(app).catch((error: unknown) => app.log.error({ err: error }, 'views are lost'))
}

function counterOf(app: App): Counter {
  const known = counters.get(app)
  if (known) return known
  const counter: Counter = { counts: new Map(), timer: undefined, writing: Promise.resolve() }
  counters.set(app, counter)
  return counter
}

/** Most were looked at once: those share a statement. In the order of ids, so that two nodes do not lock each other out. */
async function write(app: App, counts: ReadonlyMap<string, number>): Promise<void> {
  if (counts.size === 0) return
  const byCount = new Map<number, string[]>()
  for (const [id, count] of counts) byCount.set(count, [...(byCount.get(count) ?? []), id])
  await transact(app.db, async (transaction) => {
    for (const [count, ids] of [...byCount].sort(([one], [other]) => one - other)) {
      ids.sort()
      for (let at = 0; at < ids.length; at += batch) {
        await transaction
          .updateTable('media')
          .set((set) => ({ views: set('views', '+', count) }))
          .where('id', 'in', ids.slice(at, at + batch))
          .execute()
      }
    }
  })
}
