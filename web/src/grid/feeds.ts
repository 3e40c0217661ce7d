import { type Feed, type Opening, openFeed } from './feed.svelte.ts'
import { searchOf } from './filter.ts'

const kept = new Map<string, { feed: Feed; at: number }>()
const mostKept = 4
/** Milliseconds after which a list is asked for again. */
const lifetime = 10 * 60_000

/** A list as it was left, so that Back finds it; or one that is opened now. For the browser only. */
export function feedFor(opening: Opening): Feed {
  const key = searchOf(opening.filter)
  const former = kept.get(key)
  if (former && Date.now() - former.at < lifetime && isSame(former.feed, opening)) {
    former.feed.replace(opening.list.items)
    return former.feed
  }
  const feed = openFeed(opening)
  keep(key, feed)
  return feed
}

function keep(key: string, feed: Feed): void {
  kept.delete(key)
  kept.set(key, { feed, at: Date.now() })
  for (const oldest of [...kept.keys()].slice(0, -mostKept)) kept.delete(oldest)
}

/** Whether what the server says now is where it was in the list that was left. */
function isSame({ known, complete }: Feed, { list, after }: Opening): boolean {
  if (!complete || known.total !== list.total) return false
  const page = known.pages.find((each) => each.after === after)
  if (!page || page.length !== list.items.length) return false
  return list.items.every(({ id }, index) => (known.ids[page.first + index] ?? id) === id)
}
