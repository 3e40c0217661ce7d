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
  const state: State = { head: '', started: false, held: '', rest: '', padding: 0, blanksDropped: true }
  for await (const chunk of source) {
    const text = skipPrefix(state, latin1(chunk), false)
    const bytes = decodePlain(state, text) ?? decode(state, clean(state, text, false))
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
  /** Padding characters seen; only more of them may follow. */
  padding: number
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

/** Only letters and padding remain, if it is base64; white space at the end waits in `held`. */
function clean(state: State, text: string, last: boolean): string {
  let all = state.held + text
  state.held = ''
  const end = all.trimEnd().length
  if (last) {
    all = all.slice(0, end) + '+'.repeat(lostPlusses(state, all, end))
  } else {
    state.held = shorten(all.slice(end))
    all = all.slice(0, end)
  }
  if (all === '') return ''
  if (state.blanksDropped) all = all.replace(/^ +/, '')
  state.blanksDropped = false
  return withoutBlanks(all)
}

function withoutBlanks(text: string): string {
  return text.replace(/[ \t\n\v\f\r]+/g, (blanks) => (/[^ ]/.test(blanks) ? '' : '+'.repeat(blanks.length)))
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
  if (state.padding > 0 || blanks.length > 2 || !/^ +$/.test(blanks)) return 0
  const before = withoutBlanks(all.slice(0, end))
  const open = (state.rest.length + before.length) % 4
  return open > 1 && open + blanks.length === 4 && !before.includes('=') ? blanks.length : 0
}

/** Text that is nothing but letters, which it nearly always is; undefined when it is not. */
function decodePlain(state: State, text: string): Buffer | undefined {
  if (state.held !== '' || state.padding > 0) return undefined
  const all = state.rest + text
  const whole = all.length - (all.length % 4)
  const bytes = decodeLetters(all.slice(0, whole))
  const rest = all.slice(whole)
  if (bytes === undefined || /[^A-Za-z0-9+/_-]/.test(rest)) return undefined
  state.rest = rest
  if (text !== '') state.blanksDropped = false
  return bytes
}

/** Node passes over what is no letter of either alphabet: then there are too few bytes. */
function decodeLetters(letters: string): Buffer | undefined {
  const bytes = Buffer.from(letters, 'base64')
  return bytes.length === Math.floor((letters.length * 3) / 4) ? bytes : undefined
}

function decode(state: State, text: string, last = false): Buffer {
  const at = text.indexOf('=')
  const letters = at === -1 ? text : text.slice(0, at)
  const padding = at === -1 ? '' : text.slice(at)
  if (state.padding > 0 && letters !== '') refuse()
  state.padding += padding.length
  if (state.padding > 2 || !'=='.startsWith(padding)) refuse()
  const all = state.rest + letters
  const open = all.length % 4
  if (last && (open === 1 || (open === 0 && state.padding > 0))) refuse()
  const whole = last ? all.length : all.length - open
  state.rest = all.slice(whole)
  return decodeLetters(all.slice(0, whole)) ?? refuse()
}

function latin1(chunk: Uint8Array): string {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
}

function refuse(): never {
  throw new AppError('bad-base64', 'Invalid base64 string')
}
