import type { IncomingHttpHeaders } from 'node:http'
import type { ByteRange } from '../storage/store.ts'

/** What a client may compare with: a strong entity tag with its quotes, and milliseconds of a whole second. */
export type Validators = { etag: string; modified: number }

/** What no header can name. */
const noTag = '\0'

/** The answer that the conditions of a GET or HEAD lead to, in the order of RFC 9110, 13.2.2. */
export function judgeConditions(
  headers: IncomingHttpHeaders,
  file: Validators,
): 'go on' | 'unchanged' | 'failed' {
  if (headers['if-match'] !== undefined) {
    if (!names(headers['if-match'], file.etag, 'strong')) return 'failed'
  } else if (isBefore(headers['if-unmodified-since'], file.modified)) return 'failed'
  if (headers['if-none-match'] !== undefined) {
    return names(headers['if-none-match'], file.etag, 'weak') ? 'unchanged' : 'go on'
  }
  const since = dateOf(headers['if-modified-since'])
  return since !== undefined && file.modified <= since ? 'unchanged' : 'go on'
}

/**
 * Whether a request that writes may go on, RFC 9110, 13.2.2: `file` is what is there now, undefined where there is
 * nothing, without an entity tag where it has none.
 */
export function admitsWrite(
  headers: IncomingHttpHeaders,
  file: { etag?: string; modified?: number } | undefined,
): boolean {
  const etag = file?.etag ?? noTag
  if (headers['if-match'] !== undefined) {
    if (file === undefined || !names(headers['if-match'], etag, 'strong')) return false
  } else if (file?.modified !== undefined && isBefore(headers['if-unmodified-since'], file.modified)) {
    return false
  }
  const unwanted = headers['if-none-match']
  return unwanted === undefined || file === undefined || !names(unwanted, etag, 'weak')
}

/**
 * The part of a file that `Range` asks for, RFC 9110, 14.2: `whole` when there is none, when it makes no sense, when
 * `If-Range` names another version, and when it asks for several parts, which nobody must be given.
 */
export function judgeRange(
  headers: IncomingHttpHeaders,
  file: Validators & { size: number },
): ByteRange | 'whole' | 'unsatisfiable' {
  const condition = headers['if-range']
  if (headers.range === undefined || (condition !== undefined && !isSame(String(condition), file)))
    return 'whole'
  const found = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(headers.range)
  const [, first = '', last = ''] = found ?? []
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const length = Math.min(Number(last), file.size)
    return length === 0 ? 'unsatisfiable' : { start: file.size - length, end: file.size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'whole'
  if (start >= file.size) return 'unsatisfiable'
  return { start, end: last === '' ? file.size - 1 : Math.min(Number(last), file.size - 1) }
}

/** Whether a list of entity tags, or `*`, names this one. A weak tag is never the same in a strong comparison. */
function names(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true
  return list.split(',').some((entry) => {
    const tag = entry.trim()
    return tag === etag || (comparison === 'weak' && tag === `W/${etag}`)
  })
}

function isSame(condition: string, file: Validators): boolean {
  return condition === file.etag || dateOf(condition) === file.modified
}

function isBefore(text: string | undefined, modified: number): boolean {
  const date = dateOf(text)
  return date !== undefined && date < modified
}

function dateOf(text: string | undefined): number | undefined {
  const date = text === undefined || text.includes('"') ? Number.NaN : Date.parse(text)
  return Number.isNaN(date) ? undefined : date
}
