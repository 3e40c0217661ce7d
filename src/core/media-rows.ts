import type { MediaRow } from '../database/tables.ts'
import { extensionFor, type KindName, kinds } from '../media/kinds.ts'
import type { DerivedFile } from '../media/pool.ts'
import type { Media, Rendition, RenditionName, Visibility } from './words.ts'

/** The one place that turns a row of `media` into words. */
export function toMedia(row: MediaRow): Media {
  const kind = row.kind as KindName
  return {
    id: row.id,
    userId: row.user_id ?? undefined,
    address: row.address ?? undefined,
    kind,
    type: kinds[kind].type,
    mime: kinds[kind].mime,
    folder: row.folder,
    name: row.name,
    extension: row.extension,
    storeName: row.store_name ?? undefined,
    originalName: row.original_name,
    title: row.title,
    description: row.description ?? undefined,
    size: row.size,
    totalSize: row.total_size,
    width: row.width,
    height: row.height,
    animated: row.animated === 1,
    is360: row.is_360 === 1,
    duration: row.duration ?? undefined,
    digest: row.digest,
    md5: row.md5,
    sourceMd5: row.source_md5 ?? undefined,
    exif: row.exif ?? undefined,
    takenAt: row.taken_at ?? undefined,
    thumbhash: row.thumbhash ?? undefined,
    nsfw: row.nsfw === 1,
    visibility: row.visibility as Visibility,
    albumId: row.album_id ?? undefined,
    categoryId: row.category_id ?? undefined,
    tags: JSON.parse(row.tags),
    views: row.views,
    likes: row.likes,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    deleteVersion: row.delete_version,
    renditions: JSON.parse(row.renditions),
    guestId: row.guest_id ?? undefined,
    trashedAt: row.trashed_at ?? undefined,
    palette: row.palette === null ? [] : JSON.parse(row.palette),
  }
}

const endings = { thumb: '.th', medium: '.md', frame: '.fr' } as const satisfies Record<RenditionName, string>

/** The file name of a media's original or of one of its renditions. */
export function fileName(
  media: Pick<Media, 'name' | 'extension' | 'renditions'>,
  rendition?: RenditionName,
): string {
  if (!rendition) return `${media.name}.${media.extension}`
  return `${media.name}${endings[rendition]}.${media.renditions[rendition]?.extension ?? media.extension}`
}

/** Where the bytes of a media's original or of one of its renditions lie in the store. */
export function fileKey(
  media: Pick<Media, 'folder' | 'name' | 'extension' | 'renditions'>,
  rendition?: RenditionName,
): string {
  return `${media.folder}/${fileName(media, rendition)}`
}

/** Folder and name that all files of a media share: `2026/11/22/name`. */
export function fileStem({ folder, name }: { folder: string; name: string }): string {
  return `${folder}/${name}`
}

/** Every key of a media: the original first. */
export function fileKeys(media: Pick<Media, 'folder' | 'name' | 'extension' | 'renditions'>): string[] {
  const renditions = Object.keys(media.renditions) as RenditionName[]
  return [fileKey(media), ...renditions.map((rendition) => fileKey(media, rendition))]
}

/** What a file name of ours says: which media's it is, and which of its files. */
export function parseFileName(
  file: string,
): { name: string; rendition?: RenditionName; extension: string } | undefined {
  const found = /^(.+?)(?:\.(th|md|fr))?\.([a-z0-9]+)$/.exec(file)
  if (!found) return undefined
  const [, name = '', ending, extension = ''] = found
  const rendition = (Object.keys(endings) as RenditionName[]).find((key) => endings[key] === `.${ending}`)
  return { name, extension, ...(rendition && { rendition }) }
}

/**
 * What the row says of a rendition that was made. Where it is of the original's kind it has the original's own
 * extension, so that names stay alike.
 */
export function renditionOf(original: { kind: KindName; extension: string }, file: DerivedFile): Rendition {
  const { mime, size, width, height } = file
  const alike = extensionFor(original.kind, `x.${file.extension}`) === file.extension
  return { extension: alike ? original.extension : file.extension, mime, size, width, height }
}

/** Bytes of an original and its renditions together: what counts against the quota. */
export function totalSizeOf({ size, renditions }: Pick<Media, 'size' | 'renditions'>): number {
  return Object.values(renditions).reduce((sum, rendition) => sum + rendition.size, size)
}
