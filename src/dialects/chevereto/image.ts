import type { App } from '../../core/app.ts'
import { dateTime } from '../../core/dates.ts'
import {
  fileUrl,
  shortPath,
  sitePath,
  siteUrl,
  tagPath,
  tokenDeletionPath,
  viewerPath,
} from '../../core/links.ts'
import { fileName } from '../../core/media-rows.ts'
import type { Media, RenditionName } from '../../core/words.ts'
import { formatSize, howLongAgo } from '../../server/figures.ts'
import { escapeHtml } from '../../server/html.ts'
import { describeOriginal, describeRendition } from '../../server/image-data.ts'
import { clockTime, truncateTitle } from './text.ts'

type WithConfig = Pick<App, 'config'>

/** Files beyond it are shown by way of their thumb, bytes. */
const mostShown = 200_000
/** Files beyond it are loaded behind a progress sign, bytes. */
const mostLoaded = 5_000_000

/** The `image` of Chevereto's answers, its keys in the order of the documents' example. */
export function presentImage(app: WithConfig, media: Media, now: number) {
  const filename = fileName(media)
  const name = media.title || media.name
  const dateGmt = dateTime(media.createdAt, 'UTC')
  return {
    name: media.name,
    extension: media.extension,
    size: media.size,
    width: media.width,
    height: media.height,
    date: dateTime(media.createdAt, app.config.timeZone),
    date_gmt: dateGmt,
    title: name,
    tags: media.tags.map(presentTag),
    description: media.description ?? null,
    nsfw: Number(media.nsfw),
    storage_mode: 'datefolder',
    md5: media.md5,
    source_md5: media.sourceMd5 ?? null,
    original_filename: media.originalName || filename,
    original_exifdata: media.exif ?? null,
    views: media.views,
    category_id: media.categoryId ?? null,
    chain: chainOf(media),
    thumb_size: media.renditions.thumb?.size ?? 0,
    medium_size: media.renditions.medium?.size ?? 0,
    frame_size: media.renditions.frame?.size ?? 0,
    expiration_date_gmt: media.expiresAt === undefined ? null : dateTime(media.expiresAt, 'UTC'),
    likes: media.likes,
    is_animated: Number(media.animated),
    is_approved: 1,
    is_360: Number(media.is360),
    duration: Math.round((media.duration ?? 0) / 1000),
    type: media.type,
    tags_string: media.tags.join(', '),
    file: { resource: { type: 'url' } },
    id_encoded: media.id,
    filename,
    mime: media.mime,
    url: fileUrl(app, media),
    ratio: media.width / media.height,
    size_formatted: formatSize(media.size),
    ...presentFiles(app, media),
    ...presentPages(app, media),
    views_label: media.views === 1 ? 'view' : 'views',
    likes_label: media.likes === 1 ? 'like' : 'likes',
    how_long_ago: howLongAgo(now - media.createdAt),
    date_fixed_peer: dateGmt,
    title_truncated: truncateTitle(name),
    title_truncated_html: escapeHtml(truncateTitle(name)),
    is_use_loader: media.size > mostLoaded,
    display_title: name,
    delete_url: siteUrl(app, tokenDeletionPath(app, media)),
  }
}

/** What stands for the media where there is little room: a file of ours and how large it is shown. */
export function displayOf(app: WithConfig, media: Media): { url: string; width: number; height: number } {
  const { medium, frame, thumb } = media.renditions
  const rendition = medium
    ? 'medium'
    : frame
      ? 'frame'
      : thumb && media.size > mostShown
        ? 'thumb'
        : undefined
  const { width, height } = (rendition && media.renditions[rendition]) ?? media
  return { url: fileUrl(app, media, rendition), width, height }
}

function presentFiles(app: WithConfig, media: Media) {
  return {
    ...(media.renditions.frame && { frame: presentRendition(app, media, 'frame') }),
    image: describeOriginal(app, media),
    thumb: presentRendition(app, media, 'thumb'),
    url_frame: media.renditions.frame ? fileUrl(app, media, 'frame') : '',
    medium: presentRendition(app, media, 'medium'),
    duration_time: media.duration === undefined ? '' : clockTime(media.duration),
  }
}

type Missing = { filename: null; name: null; mime: null; extension: null; url: null; size?: undefined }
const missing: Missing = { filename: null, name: null, mime: null, extension: null, url: null }

/** A rendition that is not there has null in place of each text, and no size. */
function presentRendition(app: WithConfig, media: Media, rendition: RenditionName) {
  return describeRendition(app, media, rendition) ?? missing
}

function presentPages(app: WithConfig, media: Media) {
  const display = displayOf(app, media)
  return {
    url_viewer: siteUrl(app, viewerPath(media)),
    path_viewer: sitePath(app, viewerPath(media)),
    url_short: siteUrl(app, shortPath(media)),
    display_url: display.url,
    display_width: display.width,
    display_height: display.height,
  }
}

function presentTag(tag: string) {
  return { name: tag, name_safe_html: escapeHtml(tag), url_key: encodeURIComponent(tag), url: tagPath(tag) }
}

/** Which files there are, as bits: frame 16, original kept aside 8 (never ours), image 4, medium 2, thumb 1. */
function chainOf({ renditions: { frame, medium, thumb } }: Media): number {
  return (frame ? 16 : 0) + 4 + (medium ? 2 : 0) + (thumb ? 1 : 0)
}
