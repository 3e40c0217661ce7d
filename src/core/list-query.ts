import type { SelectQueryBuilder } from 'kysely'
import { holdsWord, isBehind, titleKey } from '../database/search.ts'
import type { Tables } from '../database/tables.ts'
import { kindNames, kinds } from '../media/kinds.ts'
import type { App } from './app.ts'
import { type Place, sortColumns } from './cursors.ts'
import type { Listing } from './listing.ts'
import { trashLife } from './media.ts'

/** A question for media, of which columns are still to be chosen. */
export type Asked = SelectQueryBuilder<Tables, 'media', object>

const videoKinds = kindNames.filter((name) => kinds[name].type === 'video')

/** Everything that a list holds, in no order. */
export function mediaIn(app: App, listing: Listing): Asked {
  const now = app.now()
  let query: Asked = whoseMedia(app.db.selectFrom('media'), listing)
  query = listing.trash
    ? query.where('trashed_at', '>', now - trashLife)
    : query.where('trashed_at', 'is', null)
  query = query.where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
  query = filtered(query, listing)
  if (listing.words.length > 0) {
    const found = app.db
      .selectFrom('media_search')
      .select('media_id')
      .where((is) => is.and(listing.words.map((word) => holdsWord(app.db, word))))
    query = query.where('id', 'in', found)
  }
  return query
}

/** Those in a list that stand behind a place, or ahead of it when `backward`. */
export function mediaBeside(app: App, listing: Listing, place: Place, backward: boolean): Asked {
  const query = mediaIn(app, listing)
  const { sort } = listing
  const column = sortColumns[sort]
  if (column === 'album_position') return besideByHand(query, place, backward)
  const descending = isDescending(listing) !== backward
  if (column === undefined) return query.where('id', descending ? '<' : '>', place.id)
  return query.where(isBehind(column, descending, { id: place.id, value: place.value ?? '' }))
}

/** The order of a list, or its reverse. */
export function inOrder<Query extends Asked>(query: Query, listing: Listing, backward: boolean): Query {
  const column = sortColumns[listing.sort]
  const direction = isDescending(listing) === backward ? 'asc' : 'desc'
  const ordered = (): Asked => {
    if (column === undefined) return query
    if (column === 'title') return query.orderBy(titleKey, direction)
    if (column !== 'album_position') return query.orderBy(column, direction)
    return query.orderBy('album_position', (order) =>
      backward ? order.desc().nullsFirst() : order.asc().nullsLast(),
    )
  }
  const byId = column === 'album_position' ? (backward ? 'asc' : 'desc') : direction
  return ordered().orderBy('media.id', byId) as Query
}

function isDescending({ sort }: Listing): boolean {
  return sort === 'newest' || sort === 'largest' || sort === 'views'
}

/** By hand: those with a position in its order, then the others, the newest first. */
function besideByHand(query: Asked, { id, value }: Place, backward: boolean): Asked {
  if (typeof value !== 'number') {
    const fellow = backward ? ('>' as const) : ('<' as const)
    return query.where((is) => {
      const alike = is.and([is('album_position', 'is', null), is('media.id', fellow, id)])
      return backward ? is.or([is('album_position', 'is not', null), alike]) : alike
    })
  }
  return query.where((is) => {
    const alike = is.and([is('album_position', '=', value), is('media.id', backward ? '>' : '<', id)])
    if (backward) return is.or([is('album_position', '<', value), alike])
    return is.or([is('album_position', '>', value), is('album_position', 'is', null), alike])
  })
}

function whoseMedia(query: Asked, { whose, shown }: Listing): Asked {
  let mine = query
  if (whose !== 'everybody') {
    if ('userId' in whose) mine = mine.where('user_id', '=', whose.userId)
    else if ('guestId' in whose)
      mine = mine.where('guest_id', '=', whose.guestId).where('user_id', 'is', null)
    else mine = mine.where('album_id', '=', whose.albumId)
  }
  if (shown === 'all') return mine
  return shown === 'public'
    ? mine.where('visibility', '=', 'public')
    : mine.where('visibility', '!=', 'private')
}

function filtered(asked: Asked, listing: Listing): Asked {
  const { nsfw, categoryId, tag, type, visibility, since, before, loose, expiring } = listing
  return asked
    .$if(nsfw !== undefined, (query) => query.where('nsfw', '=', Number(nsfw)))
    .$if(categoryId !== undefined, (query) => query.where('category_id', '=', categoryId ?? 0))
    .$if(tag !== undefined, (query) =>
      query.where('media.id', 'in', (select) =>
        select
          .selectFrom('media_tags')
          .select('media_id')
          .where('name', '=', tag ?? ''),
      ),
    )
    .$if(type === 'video', (query) => query.where('kind', 'in', videoKinds))
    .$if(type === 'image', (query) => query.where('kind', 'not in', videoKinds))
    .$if(type === 'animated', (query) => query.where('animated', '=', 1))
    .$if(visibility !== undefined, (query) => query.where('visibility', 'in', visibility ?? []))
    .$if(since !== undefined, (query) => query.where('created_at', '>=', since ?? 0))
    .$if(before !== undefined, (query) => query.where('created_at', '<', before ?? 0))
    .$if(loose, (query) => query.where('album_id', 'is', null))
    .$if(expiring, (query) => query.where('expires_at', 'is not', null))
}
