import type { Database } from '../database/database.ts'
import type { MediaRow } from '../database/tables.ts'
import { toAlbum } from './album-rows.ts'
import type { App } from './app.ts'
import { canonicalName } from './file-names.ts'
import { fileName, toMedia } from './media-rows.ts'
import type { Album, Media, User } from './words.ts'

/** What a user has, as folders and files: albums in albums, and media in them or in none. */
export type Place =
  /** An album, or the root when there is none. */
  | { kind: 'folder'; album: Album | undefined }
  | { kind: 'file'; album: Album | undefined; media: Media }
  /** Nothing is there, but the folder that it would lie in. */
  | { kind: 'nothing'; album: Album | undefined; name: string }
  /** Not even that. */
  | { kind: 'nowhere' }

export type Listed = { folders: { name: string; album: Album }[]; files: AsyncIterable<NamedFile> }
export type NamedFile = { name: string; media: Media }

/** Where files lie: whose they are, and in which album or in none. */
export type Folder = { user: Pick<User, 'id'>; album: Album | undefined }

/** Rows that are read at a time. */
const batch = 500

/** What a path of names leads to, from the root on. The names are canonical. */
export async function findPlace(app: App, user: User, path: readonly string[]): Promise<Place> {
  const albums = await albumsOf(app, user)
  let album: Album | undefined
  for (const [at, name] of path.entries()) {
    const inner = childrenOf(albums, album).find((child) => child.name === name)
    if (inner) {
      album = inner.album
      continue
    }
    if (at < path.length - 1) return { kind: 'nowhere' }
    const media = await findFile(app, { user, album }, name)
    return media ? { kind: 'file', album, media } : { kind: 'nothing', album, name }
  }
  return { kind: 'folder', album }
}

/** What lies in a folder, the oldest first; of two files of one name the younger has its id in it. */
export async function listFolder(app: App, user: User, album: Album | undefined): Promise<Listed> {
  const folders = childrenOf(await albumsOf(app, user), album)
  const taken = new Set(folders.map(({ name }) => name))
  return { folders, files: listFiles(app, { user, album }, taken) }
}

async function* listFiles(app: App, folder: Folder, taken: Set<string>): AsyncGenerator<NamedFile> {
  for (let after = ''; ; ) {
    const rows = await filesIn(app.db, app.now(), folder)
      .where('id', '>', after)
      .orderBy('id')
      .limit(batch)
      .execute()
    for (const row of rows) {
      const media = toMedia(row)
      const plain = plainName(media)
      const name = taken.has(plain) ? withId(plain, media.id) : plain
      taken.add(name)
      yield { name, media }
    }
    const last = rows.at(-1)
    if (!last) return
    after = last.id
  }
}

type Child = { name: string; album: Album }

function childrenOf(albums: readonly Album[], parent: Album | undefined): Child[] {
  const taken = new Set<string>()
  return albums
    .filter(({ parentId }) => parentId === parent?.id)
    .map((album) => {
      const plain = canonicalName(album.name.replace(/[/\\]/g, '-')) || album.id
      const name = taken.has(plain) ? withId(plain, album.id) : plain
      taken.add(name)
      return { name, album }
    })
}

/** The oldest first, so that what comes later takes no name away. */
async function albumsOf(app: App, user: User): Promise<Album[]> {
  const rows = await app.db
    .selectFrom('albums')
    .selectAll()
    .where('user_id', '=', user.id)
    .orderBy('id')
    .execute()
  return rows.map(toAlbum)
}

async function findFile(app: App, folder: Folder, name: string): Promise<Media | undefined> {
  const [oldest] = await filesNamed(app.db, app.now(), { ...folder, name })
  if (oldest) return toMedia(oldest)
  const [, id] = /^.* \(([A-Za-z0-9]{11,29})\)(?:\.[^.]*)?$/su.exec(name) ?? []
  if (id === undefined) return undefined
  const row = await filesIn(app.db, app.now(), folder).where('id', '=', id).executeTakeFirst()
  const media = row && toMedia(row)
  return media && withId(plainName(media), id) === name ? media : undefined
}

/** The files of a folder that have the same plain name, the oldest first: it is told by that name. */
export async function filesNamed(
  db: Database,
  now: number,
  { name, ...folder }: Folder & { name: string },
): Promise<MediaRow[]> {
  const named = await filesIn(db, now, folder).where('original_name', '=', name).execute()
  const at = name.lastIndexOf('.')
  const nameless = await filesIn(db, now, folder)
    .where('original_name', '=', '')
    .where('name', '=', name.slice(0, Math.max(0, at)))
    .where('extension', '=', name.slice(at + 1))
    .execute()
  return [...named, ...nameless].sort((one, other) => (one.id < other.id ? -1 : 1))
}

function filesIn(db: Database, now: number, { user, album }: Folder) {
  return db
    .selectFrom('media')
    .selectAll()
    .where('user_id', '=', user.id)
    .where('album_id', album ? '=' : 'is', album?.id ?? null)
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
    .$castTo<MediaRow>()
}

/** The name of a file where no other has the same. */
export function plainName(media: Media): string {
  return media.originalName || fileName(media)
}

/** `cat.jpg` -> `cat (ID).jpg` */
export function withId(name: string, id: string): string {
  const at = name.lastIndexOf('.')
  return at > 0 ? `${name.slice(0, at)} (${id})${name.slice(at)}` : `${name} (${id})`
}
