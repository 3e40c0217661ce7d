import { AppError } from '../errors.ts'
import type { App } from './app.ts'
import { readCursor } from './cursors.ts'
import { cursorOf, rowsBeside } from './library.ts'
import { type MediaFilter, resolveListing } from './listing.ts'
import { opensByAlbum, placesOf } from './media-places.ts'
import { fileKey, toMedia } from './media-rows.ts'
import { cut } from './names.ts'
import { hasExpired, mayView } from './policy.ts'
import type { Actor, Media } from './words.ts'

/** A file that an archive holds: where its bytes lie, and its name in the archive, unlike all others there. */
export type Entry = { key: string; name: string; size: number; time: number }

/** More are not put into one archive: what it holds is known before it begins. */
const mostFiles = 50_000
const batch = 500
/** Three bytes a letter at most leave room for a number and the extension in what file systems take. */
const longestName = 75

/** The originals of those of these media that the actor may see, in their order. Throws not-found when there are none. */
export async function entriesOf(app: App, actor: Actor, ids: readonly string[]): Promise<Entry[]> {
  const wanted = ids.filter((id) => /^[A-Za-z0-9]+$/.test(id)).slice(0, mostFiles)
  const rows =
    wanted.length === 0
      ? []
      : await app.db.selectFrom('media').selectAll().where('id', 'in', wanted).execute()
  const found = rows.map(toMedia)
  const places = await placesOf(app, found)
  const shown = found.filter(
    (media) =>
      mayView(actor, media, app.now()) ||
      (media.trashedAt === undefined && !hasExpired(media, app.now()) && opensByAlbum(actor, media, places)),
  )
  const byId = new Map(shown.map((media) => [media.id, media]))
  const entries = nameAll(wanted.flatMap((id) => byId.get(id) ?? []))
  if (entries.length === 0) throw new AppError('not-found', 'There is nothing to download')
  return entries
}

/** The originals of the media in a list that the actor may see, in its order. Throws as the list does. */
export async function entriesOfList(
  app: App,
  actor: Actor,
  filter: Pick<MediaFilter, 'album' | 'scope'>,
): Promise<Entry[]> {
  const listing = await resolveListing(app, actor, filter)
  const media: Pick<Media, Named>[] = []
  for (let cursor: string | undefined; ; ) {
    const place = cursor === undefined ? undefined : readCursor(listing.sort, cursor, 'after')
    const rows = await rowsBeside(app, listing, { place, backward: false, limit: batch })
    media.push(...rows.map((row) => namedParts(toMedia(row))))
    const last = rows.at(-1)
    if (!last || rows.length < batch) break
    if (media.length >= mostFiles) throw new AppError('too-large', `More than ${mostFiles} files`)
    cursor = cursorOf(listing, last)
  }
  if (media.length === 0) throw new AppError('not-found', 'There is nothing to download')
  return nameAll(media)
}

type Named = 'folder' | 'name' | 'extension' | 'originalName' | 'title' | 'size' | 'createdAt'

function namedParts({ folder, name, extension, originalName, title, size, createdAt }: Media) {
  return { folder, name, extension, originalName, title, size, createdAt }
}

function nameAll(media: readonly Pick<Media, Named>[]): Entry[] {
  const taken = new Map<string, number>()
  return media.map((each) => ({
    key: fileKey({ ...each, renditions: {} }),
    name: freeName(taken, nameFor(each), each.extension),
    size: each.size,
    time: each.createdAt,
  }))
}

/** Systems differ in which names are the same: those that differ in case only are. */
function freeName(taken: Map<string, number>, name: string, extension: string): string {
  for (;;) {
    const fold = `${name}.${extension}`.normalize('NFC').toLowerCase()
    const count = (taken.get(fold) ?? 0) + 1
    taken.set(fold, count)
    if (count === 1) return `${name}.${extension}`
    const next = `${name} (${count})`
    const nextFold = `${next}.${extension}`.normalize('NFC').toLowerCase()
    if (taken.has(nextFold)) continue
    taken.set(nextFold, 1)
    return `${next}.${extension}`
  }
}

/** As the sender called it, without what some system does not take in a name. */
export function nameFor({
  originalName,
  title,
  name,
}: Pick<Media, 'originalName' | 'title' | 'name'>): string {
  const wished = originalName.replace(/\.[A-Za-z0-9]{1,8}$/, '') || title || name
  const safe = cut(safeText(wished), longestName).replace(/[. ]+$/, '')
  if (safe === '') return name
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe) ? `_${safe}` : safe
}

/** Text as a part of a file's name on any system. */
export function safeText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
}
