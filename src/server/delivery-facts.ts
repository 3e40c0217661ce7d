import { fileKey, parseFileName } from '../core/media-rows.ts'
import type { Media } from '../core/words.ts'
import { kinds } from '../media/kinds.ts'
import type { Store } from '../storage/store.ts'

/** What the path of a file says. `folder` is `2026/11/22`, `name` the media's, `file` the last part of the path. */
export type FilePath = { folder: string; name: string; file: string }

/** What an answer says about a file before any byte of it is read. */
export type FileFacts = {
  /** In the store. */
  key: string
  mime: string
  size: number
  /** Strong, with its quotes. */
  etag: string
  /** Milliseconds, whole seconds as in HTTP's dates. */
  modified: number
  expiresAt: number | undefined
  /** Only for private media and those in the trash: whoever asks must be allowed to see it. */
  guarded: Media | undefined
  /** Alike for two looks at one file only when nothing that we send has changed. */
  version: string
}

const pathPattern = /^\/(\d{4}\/\d\d\/\d\d)\/([A-Za-z0-9_-][A-Za-z0-9_.-]*)\/?$/

/** What browsers may show on their own page; whatever else a row might say is only offered to be saved. */
const shownTypes: ReadonlySet<string> = new Set(Object.values(kinds).map((kind) => kind.mime))

/** Reads the part of a URL's path after the media base, percent-encoding included; undefined when it is no file's. */
export function parseFilePath(path: string): FilePath | undefined {
  const found = pathPattern.exec(decodePath(path))
  const [, folder, file] = found ?? []
  if (folder === undefined || file === undefined) return undefined
  const name = parseFileName(file)?.name
  return name === undefined ? undefined : { folder, name, file }
}

/**
 * What a media's row says about one of its files; undefined when it has no such file. A rendition may be made again,
 * with other bytes of the same size: the time at which the store got it tells them apart.
 */
export async function findFacts(store: Store, media: Media, path: FilePath): Promise<FileFacts | undefined> {
  const rendition = parseFileName(path.file)?.rendition
  const source = rendition === undefined ? media : media.renditions[rendition]
  const key = fileKey(media, rendition)
  if (source === undefined || key !== `${path.folder}/${path.file}`) return undefined
  const madeAt = rendition && (await store.stat(key))?.modified
  const version = rendition === undefined ? '' : `-${rendition}-${source.size}-${madeAt?.toString(36)}`
  const etag = `"${media.md5}${version}"`
  const guarded = media.visibility === 'private' || media.trashedAt !== undefined ? media : undefined
  return {
    key,
    mime: source.mime,
    size: source.size,
    etag,
    modified: Math.floor((madeAt ?? media.createdAt) / 1000) * 1000,
    expiresAt: media.expiresAt,
    guarded,
    version: [
      media.id,
      etag,
      source.size,
      source.mime,
      media.visibility,
      media.trashedAt,
      media.expiresAt,
      media.createdAt,
    ].join(),
  }
}

/** Whether a browser may show the type by itself. */
export function isShown(mime: string): boolean {
  return shownTypes.has(mime)
}

function decodePath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}
