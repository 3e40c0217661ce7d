import { type Database, transact } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { inAlbumOrder } from './album-facts.ts'
import type { App } from './app.ts'
import type { Album } from './words.ts'

/** What lies between two media that were never moved: so often can one be put between them. */
const gap = 1 << 16
const batch = 500

type Placed = { id: string; position: number | null }

/**
 * Puts media of an album, in this order, behind another of its media, or first when `after` is null. From then on the
 * album is in the order made by hand, which begins as it was shown before. Throws bad-input for what is not in it.
 */
export async function orderAlbum(
  app: App,
  album: Album,
  { ids, after }: { ids: readonly string[]; after: string | null },
): Promise<void> {
  await transact(app.db, async (transaction) => {
    // Whoever comes meanwhile waits here.
    await transaction
      .updateTable('albums')
      .set({ sort: 'manual', updated_at: app.now() })
      .where('id', '=', album.id)
      .execute()
    const before = await placesIn(transaction, album)
    const moved = new Set(ids)
    const rest = before.filter(({ id }) => !moved.has(id))
    const at = after === null ? 0 : rest.findIndex(({ id }) => id === after) + 1
    if (rest.length + moved.size !== before.length) throw refused('ids', 'Not all of these are in the album')
    if (at === 0 && after !== null) throw refused('after', 'That is not in the album, or is moved itself')
    const between = album.sort === 'manual' ? roomIn(rest, at, moved.size) : undefined
    const places = between
      ? [...moved].map((id, index) => ({ id, position: between(index) }))
      : [...rest.slice(0, at).map(({ id }) => id), ...moved, ...rest.slice(at).map(({ id }) => id)].map(
          (id, index) => ({ id, position: (index + 1) * gap }),
        )
    for (let start = 0; start < places.length; start += batch) {
      await place(transaction, places.slice(start, start + batch))
    }
  })
}

/** Positions for `count` media between two others, where there is room. */
function roomIn(rest: readonly Placed[], at: number, count: number): ((index: number) => number) | undefined {
  const next = rest.at(at)?.position
  const low = at === 0 ? (next ?? 0) - gap * (count + 1) : rest[at - 1]?.position
  const high = at === rest.length ? (low ?? 0) + gap * (count + 1) : next
  if (low === null || low === undefined || high === null || high === undefined) return undefined
  const step = Math.floor((high - low) / (count + 1))
  return step < 1 ? undefined : (index) => low + step * (index + 1)
}

async function placesIn(transaction: Database, album: Album): Promise<Placed[]> {
  const rows = await inAlbumOrder(transaction.selectFrom('media').selectAll(), album.sort)
    .clearSelect()
    .select(['id', 'album_position as position'])
    .where('album_id', '=', album.id)
    .where('trashed_at', 'is', null)
    .execute()
  return rows
}

async function place(
  transaction: Database,
  places: readonly { id: string; position: number }[],
): Promise<void> {
  const [first, ...rest] = places
  if (!first) return
  await transaction
    .updateTable('media')
    .set((set) => ({
      album_position: rest
        .reduce(
          (cases, { id, position }) =>
            cases.when('id', '=', id).then(set.cast<number>(set.val(position), 'bigint')),
          set
            .case()
            .when('id', '=', first.id)
            .then(set.cast<number>(set.val(first.position), 'bigint')),
        )
        .end(),
    }))
    .where(
      'id',
      'in',
      places.map(({ id }) => id),
    )
    .execute()
}

function refused(field: string, message: string): AppError {
  return new AppError('bad-input', `${field}: ${message}`, { details: { field } })
}
