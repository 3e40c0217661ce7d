import type { App } from '../../core/app.ts'
import { dateTime, startOfDay } from '../../core/dates.ts'
import { deletionPath, fileUrl, siteUrl } from '../../core/links.ts'
import { fileKey, fileName } from '../../core/media-rows.ts'
import type { Album, Media, User, Wishes } from '../../core/words.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import { formatSize, howLongAgo } from '../../server/figures.ts'
import { escapeHtml } from '../../server/html.ts'

/** Lsky Pro's API V1 as its documents show it: Media -> `data`, refusals -> status and message, all pure. */

type WithConfig = Pick<App, 'config'>

export type Answer = { status: boolean; message: string; data: unknown }

export function success(message: string, data: unknown = {}): Answer {
  return { status: true, message, data }
}

/** `data` of an upload. SHA-1 is nothing that is kept: it is always ''. */
export function presentImage(app: WithConfig, media: Media, { mayDelete = true } = {}) {
  const name = fileName(media)
  return {
    key: media.id,
    name,
    pathname: fileKey(media),
    origin_name: media.originalName || name,
    size: kilobytes(media.size),
    mimetype: media.mime,
    extension: media.extension,
    md5: media.md5,
    sha1: '',
    links: linksOf(app, media, mayDelete),
  }
}

/** A media in a list. */
export function presentListed(app: WithConfig, media: Media, now: number) {
  const { links, ...image } = presentImage(app, media)
  return {
    ...image,
    width: media.width,
    height: media.height,
    links,
    human_date: howLongAgo(now - media.createdAt),
    date: dateTime(media.createdAt, app.config.timeZone),
  }
}

function linksOf(app: WithConfig, media: Media, mayDelete: boolean) {
  const url = fileUrl(app, media)
  const name = media.originalName || fileName(media)
  const label = name.replace(/[[\]\\]/g, '\\$&')
  return {
    url,
    html: `<img src="${url}" alt="${escapeHtml(name)}" title="${escapeHtml(name)}" />`,
    bbcode: `[img]${url}[/img]`,
    markdown: `![${label}](${url})`,
    markdown_with_link: `[![${label}](${url})](${url})`,
    thumbnail_url: media.renditions.thumb ? fileUrl(app, media, 'thumb') : url,
    delete_url: mayDelete ? siteUrl(app, deletionPath(app, media)) : '',
  }
}

/** `data` of /profile; `limit` is what the user may store in all, bytes. */
export function presentProfile(
  user: User,
  facts: { limit: number; avatar: string | undefined; images: number; albums: number },
) {
  return {
    username: user.name,
    name: user.displayName ?? user.name,
    avatar: facts.avatar ?? '',
    email: user.email,
    capacity: kilobytes(facts.limit),
    size: kilobytes(user.bytesUsed),
    url: user.website ?? '',
    image_num: facts.images,
    album_num: facts.albums,
    registered_ip: '',
  }
}

/** There is one place where media are kept; whichever is asked for, it is that one. */
export const strategies = [{ id: 1, name: 'Tintype' }] as const

/** An album in a list with how many media lie in it. */
export function presentAlbum({ id, name, description }: Album, images: number) {
  return { id, name, intro: description ?? '', image_num: images }
}

export type Paging = { page: number; size: number; total: number; path: string; query: URLSearchParams }

/** A page of a list with everything that Laravel says of one. */
export function presentPage(data: readonly unknown[], { page, size, total, path, query }: Paging) {
  const last = Math.max(1, Math.ceil(total / size))
  const url = (number: number) => {
    const asked = new URLSearchParams(query)
    asked.set('page', String(number))
    return `${path}?${asked}`
  }
  const from = data.length === 0 ? null : (page - 1) * size + 1
  const previous = page > 1 ? url(page - 1) : null
  const next = page < last ? url(page + 1) : null
  const near = Array.from({ length: last }, (_, at) => at + 1).filter((at) => Math.abs(at - page) <= 4)
  return {
    current_page: page,
    data,
    first_page_url: url(1),
    from,
    last_page: last,
    last_page_url: url(last),
    links: [
      { url: previous, label: '&laquo; Previous', active: false },
      ...near.map((at) => ({ url: url(at), label: String(at), active: at === page })),
      { url: next, label: 'Next &raquo;', active: false },
    ],
    next_page_url: next,
    path,
    per_page: size,
    prev_page_url: previous,
    to: from === null ? null : from + data.length - 1,
    total,
  }
}

/**
 * What `permission` (1 listed, 0 by link), `album_id` and `expired_at` (a date and time of the site's time zone) ask for.
 * Throws bad-input or bad-expiration.
 */
export function readWishes(app: Pick<App, 'config' | 'now'>, fields: ReadonlyMap<string, string>): Wishes {
  const permission = fields.get('permission')?.trim() ?? ''
  if (!['', '0', '1'].includes(permission)) throw new AppError('bad-input', 'permission is neither 0 nor 1')
  const albumId = fields.get('album_id')?.trim() ?? ''
  const expiredAt = fields.get('expired_at')?.trim() ?? ''
  return {
    ...(permission !== '' && { visibility: permission === '1' ? 'public' : 'link' }),
    ...(albumId !== '' && albumId !== '0' && { albumId }),
    ...(expiredAt !== '' && { expiry: timeUntil(app, expiredAt) }),
  }
}

function timeUntil(app: Pick<App, 'config' | 'now'>, text: string): number {
  const [, day = '', hours = '0', minutes = '0', seconds = '0'] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? []
  const start = Number.isNaN(Date.parse(day)) ? Number.NaN : startOfDay(day, app.config.timeZone)
  const time = start + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  // The negation is for what is no time at all.
  if (!(time > app.now())) throw new AppError('bad-expiration', 'expired_at is no time to come')
  return time - app.now()
}

/** 1024 bytes each, as Lsky counts; at most two decimals. */
function kilobytes(bytes: number): number {
  return Math.round((bytes / 1024) * 100) / 100
}

type Row = {
  /** Everything but who asks, how often, and what is no fault of the asker's is told with status 200: clients show only that. */
  status: 200 | 401 | 403 | 429 | 500 | 503
  message: string | ((refusal: AppError) => string)
}

const badRequest = { status: 200, message: ({ message }: AppError) => `请求参数有误：${message}` } as const
const badImage = { status: 200, message: '不支持的文件，或文件已损坏' } as const
const noUrl = { status: 200, message: '无法从该地址获取图片' } as const

/** Every refusal as this dialect says it. Those that only other dialects' parameters can meet are here all the same. */
export const refusals = {
  'bad-input': badRequest,
  'no-source': { status: 200, message: '没有收到文件，请使用 file 字段上传' },
  'empty-source': { status: 200, message: '文件是空的' },
  'bad-base64': badRequest,
  unsupported: badImage,
  'broken-file': badImage,
  'kind-unavailable': { status: 200, message: '不支持此文件类型' },
  'kind-disabled': {
    status: 200,
    message: ({ details: { what } }) => `不允许上传此类型的文件${what === undefined ? '' : `（${what}）`}`,
  },
  'too-large': {
    status: 200,
    message: ({ details: { limit } }) =>
      limit === undefined ? '文件过大' : `文件过大，最大 ${formatSize(limit)}`,
  },
  'too-complex': { status: 200, message: '图片尺寸或帧数过大' },
  'bad-width': badRequest,
  'width-too-large': badRequest,
  'bad-album': { status: 200, message: '相册不存在' },
  'bad-category': badRequest,
  'bad-expiration': { status: 200, message: '过期时间有误，应为将来的时间，如 2030-01-31 08:00:00' },
  'url-disabled': noUrl,
  'url-private': noUrl,
  'url-self': noUrl,
  'url-scheme': noUrl,
  'url-unreachable': noUrl,
  'key-missing': { status: 401, message: 'Unauthenticated.' },
  'key-invalid': { status: 401, message: 'Unauthenticated.' },
  'bad-credentials': { status: 200, message: 'The email address or password is incorrect.' },
  forbidden: { status: 403, message: '没有权限' },
  'not-found': { status: 200, message: '内容不存在' },
  'already-deleted': { status: 200, message: '内容已被删除' },
  duplicate: { status: 200, message: '这个文件已经上传过了' },
  'over-quota': { status: 200, message: '储存空间不足' },
  flood: { status: 429, message: '操作过于频繁，请稍后再试' },
  busy: { status: 503, message: '服务器繁忙，请稍后再试' },
  'storage-full': { status: 500, message: '服务器磁盘已满' },
  internal: { status: 500, message: '服务异常，请稍后再试' },
} as const satisfies Record<ErrorCode, Row>

/** A refusal as an answer, with its HTTP status. */
export function refused(error: AppError): { status: Row['status']; answer: Answer } {
  const { status, message }: Row = refusals[error.code]
  const said = typeof message === 'string' ? message : message(error)
  return { status, answer: { status: false, message: said, data: {} } }
}

/** An address under /api/v1/ that is none of the calls, or a wrong method. */
export const unknownCall: Answer = { status: false, message: '接口不存在', data: {} }
