import { parse, toSeconds } from 'iso8601-duration'
import { mostTags, tagsIn } from '../../core/texts.ts'
import { visibilities } from '../../core/words.ts'
import { type Arguments, type Option, UsageError } from '../command.ts'
import type { Wishes } from './targets.ts'

/** Options that say more of the files than their bytes; `readWishes` reads them. */
export const wishOptions = {
  album: {
    type: 'string',
    value: 'ALBUM',
    about: 'put them into this album: its name or id',
  },
  title: { type: 'string', value: 'TEXT', about: 'what pages call them' },
  description: { type: 'string', value: 'TEXT', about: 'more about them; Markdown' },
  tags: { type: 'string', value: 'LIST', about: 'tags, with commas between them' },
  expires: {
    type: 'string',
    value: 'WHEN',
    about: 'delete them after 30m, 12h, 7d, 2w or P1M, or on 2026-12-31',
  },
  visibility: {
    type: 'string',
    value: visibilities.join('|'),
    choices: visibilities,
    about: 'who sees them',
  },
  nsfw: { type: 'boolean', about: 'not safe for work: veiled where it is shown' },
  width: { type: 'string', value: 'PIXELS', about: 'make pictures this wide' },
} as const satisfies Record<string, Option>

/** What was wished. Throws UsageError naming the option that cannot be understood. */
export function readWishes(args: Pick<Arguments, 'text' | 'flag'>, now = Date.now()): Wishes {
  const tags = tagsIn(args.text('tags') ?? '')
  if (tags.length > mostTags) throw new UsageError(`--tags takes at most ${mostTags}`)
  const visibility = visibilities.find((each) => each === args.text('visibility'))
  const width = args.text('width')
  const expires = args.text('expires')
  return {
    ...textsOf(args),
    ...(tags.length > 0 && { tags }),
    ...(visibility && { visibility }),
    ...(args.flag('nsfw') && { nsfw: true }),
    ...(width !== undefined && { width: pixels(width) }),
    ...(expires !== undefined && { expiresIn: timeUntil(expires, now) }),
  }
}

/** Milliseconds until `30m`, `12h`, `7d`, `2w`, an ISO 8601 duration or the end of a day. Throws UsageError. */
export function timeUntil(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const time =
    count !== undefined && isUnit(unit)
      ? Number(count) * units[unit]
      : (untilDay(text, now) ?? duration(text, now))
  if (time === undefined) throw new UsageError('--expires is like 30m, 12h, 7d, 2w, P1M or 2026-12-31')
  if (time <= 0) throw new UsageError('--expires lies in the past')
  return time
}

const minute = 60_000
const units = { m: minute, h: 60 * minute, d: 24 * 60 * minute, w: 7 * 24 * 60 * minute } as const

function isUnit(text: string): text is keyof typeof units {
  return Object.hasOwn(units, text)
}

function untilDay(text: string, now: number): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (day === undefined) return undefined
  const end = new Date(Number(year), Number(month) - 1, Number(day) + 1)
  const last = new Date(end.getTime() - 1)
  return last.getMonth() === Number(month) - 1 ? end.getTime() - now : undefined
}

function duration(text: string, now: number): number | undefined {
  // The parser reads past what stands before it.
  if (!/^P/i.test(text)) return undefined
  try {
    return Math.round(toSeconds(parse(text.toUpperCase()), new Date(now)) * 1000)
  } catch {
    return undefined
  }
}

function textsOf(args: Pick<Arguments, 'text'>): Pick<Wishes, 'album' | 'title' | 'description'> {
  const [album, title, description] = ['album', 'title', 'description'].map((name) => args.text(name))
  return { ...(album && { album }), ...(title && { title }), ...(description && { description }) }
}

function pixels(text: string): number {
  const width = Number(text)
  if (/^\d{1,6}$/.test(text) && width >= 1 && width <= 100_000) return width
  throw new UsageError('--width is a number of pixels')
}
