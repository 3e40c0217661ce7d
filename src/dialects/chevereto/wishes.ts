import { parse, pattern, toSeconds } from 'iso8601-duration'
import { cut } from '../../core/names.ts'
import { cleanLine, cleanText, mostTags, tagsIn } from '../../core/texts.ts'
import type { Wishes } from '../../core/words.ts'
import { AppError } from '../../errors.ts'

const longestDescription = 10_000

const second = 1000
const shortestExpiry = 5 * 60 * second
const longestExpiry = 365 * 86_400 * second

type Fields = ReadonlyMap<string, string>

/**
 * The parameters of an upload in our words. Throws bad-expiration, bad-category and bad-input; what else cannot be
 * meant is left out. `now` in milliseconds: months and years have the length they have from there.
 */
export function readWishes(fields: Fields, now: number): Wishes {
  const title = cleanLine(fields.get('title') || fields.get('name') || '')
  const description = cut(cleanText(fields.get('description') ?? ''), longestDescription)
  const tags = readTags(cleanText(fields.get('tags') ?? ''))
  const albumId = fields.get('album_id')?.trim()
  const categoryId = readCategory(fields.get('category_id')?.trim() ?? '')
  const width = readWidth(fields.get('width')?.trim() ?? '')
  const expiry = readExpiration(fields.get('expiration')?.trim() ?? '', now)
  return {
    ...(title && { title }),
    ...(description && { description }),
    ...(tags.length > 0 && { tags }),
    ...(albumId && { albumId }),
    ...(categoryId !== undefined && { categoryId }),
    ...(width !== undefined && { width }),
    ...(expiry !== undefined && { expiry }),
    ...(readFlag(fields.get('nsfw')) && { nsfw: true }),
    ...(readFlag(fields.get('use_file_date')) && { useFileDate: true }),
  }
}

/** Milliseconds from now, between 5 minutes and 1 year; 0 for never, undefined when nothing is wished. */
export function readExpiration(text: string, now: number): number | undefined {
  if (text === '') return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : durationSeconds(text, now)
  if (seconds === 0) return 0
  return Math.min(Math.max(seconds * second, shortestExpiry), longestExpiry)
}

function durationSeconds(text: string, now: number): number {
  try {
    if (!new RegExp(`^${pattern.source}$`).test(text)) throw new RangeError(`no duration: ${text}`)
    const seconds = toSeconds(parse(text), new Date(now))
    // Beyond the end of the calendar.
    return Number.isFinite(seconds) ? seconds : Number.MAX_SAFE_INTEGER
  } catch (cause) {
    throw new AppError('bad-expiration', 'Invalid expiration', { cause })
  }
}

function readTags(text: string): string[] {
  const tags = tagsIn(text)
  if (tags.length > mostTags) throw new AppError('bad-input', `At most ${mostTags} tags are taken`)
  return tags
}

function readCategory(text: string): number | undefined {
  if (text === '') return undefined
  if (!/^\d{1,9}$/.test(text)) throw new AppError('bad-category', 'Invalid category_id')
  return Number(text)
}

/** 0 and what is no number mean the file's own width. */
function readWidth(text: string): number | undefined {
  const width = text === '' ? 0 : Math.trunc(Number(text))
  return width === 0 || !Number.isFinite(width) ? undefined : width
}

function readFlag(text: string | undefined): boolean {
  return text?.trim() === '1'
}
