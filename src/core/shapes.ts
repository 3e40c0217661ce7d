import type { App } from './app.ts'
import { readCursor, sortColumns, writeCursor } from './cursors.ts'
import { dayOf, startOfDay } from './dates.ts'
import { timeOfId } from './ids.ts'
import { inOrder, mediaBeside, mediaIn } from './list-query.ts'
import { type Listing, type MediaFilter, resolveListing } from './listing.ts'
import type { Actor } from './words.ts'

/** A hundred media of a list: by `after` they can be asked for. */
export type ShapePage = {
  after: string | undefined
  /** Width * 1000 / height. */
  ratios: number[]
  /** Where a new day begins: index in the page, and the day. */
  days: [number, string][]
}

type ShapeRow = {
  id: string
  width: number
  height: number
  created_at: number
  size?: number
  views?: number
  title?: string
  album_position?: number | null
}

const pageLength = 100
/** Rows of one answer: SQLite reads them while nobody else is served. */
const chunk = 10_000

/** The shapes of the media in a list, from its beginning or behind a cursor; `next` when there are more. */
export async function listShapes(
  app: App,
  actor: Actor,
  query: MediaFilter & { after?: string | undefined },
): Promise<{ pages: ShapePage[]; next: string | undefined }> {
  const listing = await resolveListing(app, actor, query)
  const rows = await readShapes(app, listing, query.after)
  const tellDay = isByTime(listing) ? dayTeller(app.config.timeZone) : undefined
  const pages: ShapePage[] = []
  let after = query.after
  let day = tellDay && after !== undefined ? tellDay(await timeAt(app, after)) : undefined
  for (let at = 0; at < rows.length && at < chunk; at += pageLength) {
    const page: ShapePage = { after, ratios: [], days: [] }
    for (const [index, row] of rows.slice(at, at + pageLength).entries()) {
      page.ratios.push(Math.round((row.width * 1000) / row.height))
      const itsDay = tellDay?.(row.created_at)
      if (itsDay !== undefined && itsDay !== day) page.days.push([index, itsDay])
      day = itsDay
    }
    pages.push(page)
    after = cursorAt(listing, rows[Math.min(at + pageLength, rows.length) - 1])
  }
  return { pages, next: rows.length > chunk ? after : undefined }
}

/** When a media was made that is named by a cursor; its id tells nearly the same once it is gone. */
async function timeAt(app: App, id: string): Promise<number> {
  const row = await app.db.selectFrom('media').select('created_at').where('id', '=', id).executeTakeFirst()
  return row?.created_at ?? timeOfId(id)
}

async function readShapes(app: App, listing: Listing, after: string | undefined): Promise<ShapeRow[]> {
  const place = after === undefined ? undefined : readCursor(listing.sort, after, 'after')
  const query = place ? mediaBeside(app, listing, place, false) : mediaIn(app, listing)
  const column = sortColumns[listing.sort]
  return inOrder(query, listing, false)
    .select(['media.id', 'width', 'height', 'created_at'])
    .$if(column !== undefined, (select) => select.select(column ?? 'size'))
    .limit(chunk + 1)
    .execute()
}

function cursorAt({ sort }: Listing, row: ShapeRow | undefined): string | undefined {
  if (!row) return undefined
  const { id, size = 0, views = 0, title = '', album_position } = row
  return writeCursor(sort, { id, size, views, title, albumPosition: album_position ?? undefined })
}

function isByTime({ sort }: Listing): boolean {
  return sort === 'newest' || sort === 'oldest'
}

/** Says the day of a time; formatting each would take longer than reading it. */
function dayTeller(timeZone: string): (time: number) => string {
  let [start, end, day] = [0, 0, '']
  return (time) => {
    if (time < start || time >= end) {
      day = dayOf(time, timeZone)
      start = startOfDay(day, timeZone)
      end = startOfDay(day, timeZone, 1)
    }
    return day
  }
}
