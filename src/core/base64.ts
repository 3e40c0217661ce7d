import { AppError } from '../errors.ts'
import { type Staged, type StagingApp, stage } from './staging.ts'

/** Characters that `isAddress` must have seen at most. */
export const addressHead = 64

const sliceSize = 256 * 1024
const longestPrefix = 1024
const mostBlanks = 4096

/** Whether a text that may be a URL or base64 is the former: `http://`, `https://` or any other `scheme://`. */
export function isAddress(text: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]{0,31}:\/\//i.test(text)
}

/** Stages what a base64 text holds; see `decodeChunks`. `limit` in bytes after decoding. */
export function decodeBase64(app: StagingApp, text: string, limit: number): Promise<Staged> {
  return stage(app, decodeChunks(slices(text)), limit)
}

/**
 * Decodes base64 that comes in pieces: both alphabets, white space anywhere, a data URI's prefix, padding or none, and
 * blanks that were `+` before somebody forgot to encode them. Throws bad-base64.
 */
export async function* decodeChunks(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const state: State = { head: '', started: false, held: '', rest: '', ended: false, blanksDropped: true }
  for await (const chunk of source) {
    const text = skipPrefix(state, Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).latin1Slice(), false)
    const bytes = decode(state, clean(state, text, false))
    if (bytes.length > 0) yield bytes
  }
  const text = skipPrefix(state, '', true)
  const bytes = decode(state, clean(state, text, true), true)
  if (bytes.length > 0) yield bytes
}

type State = {
  /** What has come so far, until it is known whether a prefix begins it. */
  head: string
  started: boolean
  /** White space at the end of what has come: what follows decides what it means. */
  held: string
  /** Up to three characters that wait for the rest of their group. */
  rest: string
  /** Padding has been seen. */
  ended: boolean
  /** Blanks here are white space: at the beginning and after line breaks. */
  blanksDropped: boolean
}

function* slices(text: string) {
  for (let at = 0; at < text.length; at += sliceSize) yield Buffer.from(text.slice(at, at + sliceSize))
}

function skipPrefix(state: State, text: string, last: boolean): string {
  if (state.started) return text
  state.head += text
  const comma = state.head.indexOf(',')
  if (comma === -1 && !last && state.head.length < longestPrefix) return ''
  state.started = true
  const head = state.head
  state.head = ''
  if (comma === -1) return head
  const prefix = head.slice(0, comma)
  if (prefix.length > longestPrefix || !/^\s*(data:)?[^,]*;\s*base64\s*$/i.test(prefix)) refuse()
  return head.slice(comma + 1)
}

/** Only characters of the standard alphabet and padding remain; white space at the end waits in `held`. */
function clean(state: State, text: string, last: boolean): string {
  let all = state.held + text
  state.held = ''
  if (!/[^A-Za-z0-9+/]/.test(all)) {
    if (all !== '') state.blanksDropped = false
    return all
  }
  const end = all.search(/\s*$/)
  if (last) {
    all = all.slice(0, end) + '+'.repeat(lostPlusses(state, all, end))
  } else {
    state.held = shorten(all.slice(end))
    all = all.slice(0, end)
  }
  if (all === '') return ''
  if (state.blanksDropped) all = all.replace(/^ +/, '')
  state.blanksDropped = false
  return all
    .replace(/ *[\t\n\v\f\r]\s*/g, '')
    .replaceAll(' ', '+')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
}

/** White space with a line break means nothing, so one line break stands for all of it. */
function shorten(blanks: string): string {
  if (/[^ ]/.test(blanks)) return '\n'
  if (blanks.length > mostBlanks) refuse()
  return blanks
}

/** Blanks at the very end were plusses when they, and only they, complete the last group. */
function lostPlusses(state: State, all: string, end: number): number {
  const blanks = all.slice(end)
  const before = all.slice(0, end).replace(/\s*[\t\n\v\f\r]\s*/g, '')
  const open = (state.rest.length + before.length) % 4
  const fits = open > 1 && open + blanks.length === 4 && /^ +$/.test(blanks) && !before.includes('=')
  return fits && !state.ended ? blanks.length : 0
}

function decode(state: State, text: string, last = false): Buffer {
  const padding = state.ended ? 0 : text.indexOf('=')
  if (padding !== -1 && text !== '') {
    if (!/^={1,2}$/.test(text.slice(padding)) && !(state.ended && text === '=')) refuse()
    state.ended = true
  }
  const letters = state.rest + (padding === -1 ? text : text.slice(0, padding))
  if (/[^A-Za-z0-9+/]/.test(letters)) refuse()
  const whole = last ? letters.length : letters.length - (letters.length % 4)
  state.rest = letters.slice(whole)
  if (last && letters.length % 4 === 1) refuse()
  return Buffer.from(letters.slice(0, whole), 'base64')
}

function refuse(): never {
  throw new AppError('bad-base64', 'Invalid base64 string')
}
