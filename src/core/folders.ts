import type { MediaRow } from '../database/tables.ts'
import { toAlbum } from './album-rows.ts'
import type { App } from './app.ts'
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

export type Listed = { folders: { name: string; album: Album }[]; files: { name: string; media: Media }[] }

/** So many files of a folder are told, the newest. */
const mostFiles = 10_000

/** What a path of names leads to, from the root on. */
export async function findPlace(app: App, user: User, path: readonly string[]): Promise<Place> {
  const albums = await albumsOf(app, user)
  let album: Album | undefined
  for (const [at, part] of path.entries()) {
    const name = part.normalize('NFC')
    const inner = childrenOf(albums, album).find((child) => child.name === name)
    if (inner) {
      album = inner.album
      continue
    }
    if (at < path.length - 1) return { kind: 'nowhere' }
    const media = await findFile(app, user, { album, name })
    return media ? { kind: 'file', album, media } : { kind: 'nothing', album, name }
  }
  return { kind: 'folder', album }
}

/** What lies in a folder; of two files of one name the younger has its id in it. */
export async function listFolder(app: App, user: User, album: Album | undefined): Promise<Listed> {
  const folders = childrenOf(await albumsOf(app, user), album)
  const rows = await filesIn(app, user, album).orderBy('id', 'desc').limit(mostFiles).execute()
  const taken = new Set(folders.map(({ name }) => name))
  const files = rows.reverse().map((row) => {
    const media = toMedia(row)
    const plain = plainName(media)
    const name = taken.has(plain) ? withId(plain, media.id) : plain
    taken.add(name)
    return { name, media }
  })
  return { folders, files }
}

type Child = { name: string; album: Album }

function childrenOf(albums: readonly Album[], parent: Album | undefined): Child[] {
  const taken = new Set<string>()
  return albums
    .filter(({ parentId }) => parentId === parent?.id)
    .map((album) => {
      const plain = cleanName(album.name) || album.id
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

async function findFile(
  app: App,
  user: User,
  { album, name }: { album: Album | undefined; name: string },
): Promise<Media | undefined> {
  if (name.includes('\0')) return undefined
  const stem = name.replace(/\.[^.]*$/, '')
  const named = await filesIn(app, user, album)
    .where((is) =>
      is.or([
        is('original_name', 'in', [name, name.normalize('NFD')]),
        is.and([is('original_name', '=', ''), is('name', '=', stem)]),
      ]),
    )
    .orderBy('id')
    .limit(20)
    .execute()
  const plain = named.map(toMedia).find((media) => plainName(media) === name)
  if (plain) return plain
  const [, id] = /^.* \(([A-Za-z0-9]{11,29})\)(?:\.[^.]*)?$/su.exec(name) ?? []
  if (id === undefined) return undefined
  const row = await filesIn(app, user, album).where('id', '=', id).executeTakeFirst()
  const media = row && toMedia(row)
  return media && withId(plainName(media), id) === name ? media : undefined
}

function filesIn(app: App, user: User, album: Album | undefined) {
  return app.db
    .selectFrom('media')
    .selectAll()
    .where('user_id', '=', user.id)
    .where('album_id', album ? '=' : 'is', album?.id ?? null)
    .where('trashed_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', app.now())]))
    .$castTo<MediaRow>()
}

function plainName(media: Media): string {
  return cleanName(media.originalName).normalize('NFC') || fileName(media)
}

/** A name as a part of a path. */
function cleanName(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const name = text.replace(/[\u0000-\u001f\u007f/\\]/g, '-').trim()
  return /^\.{1,2}$/.test(name) ? '' : name.normalize('NFC')
}

/** `cat.jpg` -> `cat (ID).jpg` */
function withId(name: string, id: string): string {
  const at = name.lastIndexOf('.')
  return at > 0 ? `${name.slice(0, at)} (${id})${name.slice(at)}` : `${name} (${id})`
}
