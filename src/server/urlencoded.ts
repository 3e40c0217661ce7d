import type { IncomingMessage } from 'node:http'
import type { StagingApp } from '../core/staging.ts'
import { AppError } from '../errors.ts'
import { openBody } from './bodies.ts'
import { mostParts, type Reading, setField } from './form-shapes.ts'
import { beginsAsFile, readShort, takeRaw, takeSource } from './form-sources.ts'

/** Bytes of a name as sent, with up to three for each. */
const longestRawName = 1024

/** Reads an urlencoded body into `reading`; base64 is staged as it comes. Throws as `readForm` does. */
export async function readUrlencoded(
  app: StagingApp,
  body: IncomingMessage,
  reading: Reading,
): Promise<void> {
  const { base64Fields, fieldLimit, rawField } = reading.options
  const { isFile, whole } = await beginsAsFile(openBody(body, reading.bounds))
  if (isFile && rawField !== undefined) return takeRaw(app, whole, reading)
  for await (const { name, value } of readPairs(whole)) {
    if (base64Fields.includes(name)) {
      await takeSource(app, { field: name, source: decodePieces(value) }, reading)
    } else {
      const raw = await readShort(value, 3 * fieldLimit)
      if (name !== '' || raw.length > 0) setField(reading, name, decodeText(raw))
    }
  }
}

/** A name, decoded, and its value as it was sent, of which as much may be read as is wanted. */
type Pair = { name: string; value: AsyncIterable<Buffer> }

async function* readPairs(source: AsyncIterable<Buffer>): AsyncGenerator<Pair> {
  const pairs = splitPairs(source)
  let count = 0
  try {
    while (pairs.begin()) {
      // Also those that say nothing: each costs more than the one byte that it takes to send.
      if (++count > mostParts) throw new AppError('bad-input', 'The form has too many fields')
      const { name, rest } = await readName(pairs.next)
      yield { name: decodeText(name), value: follow(rest, pairs.next) }
      while ((await pairs.next()) !== undefined);
    }
  } finally {
    await pairs.close()
  }
}

type NextPiece = () => Promise<Buffer | undefined>

/** `begin` a pair unless the body is over; then `next` gives its pieces, and undefined at its end. */
function splitPairs(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  let isOpen = false
  let isOver = false
  const next: NextPiece = async () => {
    if (!isOpen) return undefined
    if (rest.length === 0) {
      const chunk = await chunks.next()
      isOver = chunk.done === true
      isOpen = !isOver
      if (chunk.done) return undefined
      rest = chunk.value
    }
    const at = rest.indexOf('&')
    const piece = at === -1 ? rest : rest.subarray(0, at)
    rest = rest.subarray(at === -1 ? rest.length : at + 1)
    isOpen = at === -1
    return piece
  }
  const begin = () => {
    isOpen = !isOver
    return isOpen
  }
  return { begin, next, close: async () => chunks.return?.() }
}

async function readName(next: NextPiece): Promise<{ name: Buffer; rest: Buffer }> {
  let head: Buffer = Buffer.alloc(0)
  while (!head.includes('=') && head.length <= longestRawName) {
    const piece = await next()
    if (piece === undefined) break
    head = Buffer.concat([head, piece])
  }
  const at = head.indexOf('=')
  return at === -1
    ? { name: head, rest: Buffer.alloc(0) }
    : { name: head.subarray(0, at), rest: head.subarray(at + 1) }
}

async function* follow(first: Buffer, next: NextPiece): AsyncGenerator<Buffer> {
  for (let piece: Buffer | undefined = first; piece !== undefined; piece = await next()) {
    if (piece.length > 0) yield piece
  }
}

function decodeText(raw: Buffer): string {
  return new URLSearchParams(`=${raw.toString()}`).get('') ?? ''
}

async function* decodePieces(value: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held = ''
  for await (const piece of value) {
    const text = held + piece.toString('latin1')
    // An escape may be cut in two.
    const cut = /%[0-9a-f]?$/i.test(text.slice(-2)) ? text.lastIndexOf('%') : text.length
    held = text.slice(cut)
    yield Buffer.from(decodeEscapes(text.slice(0, cut)), 'latin1')
  }
  if (held !== '') yield Buffer.from(held, 'latin1')
}

/** The three escapes of base64 come by the hundred thousand. */
const common = { '%2B': '+', '%2F': '/', '%3D': '=', '%2b': '+', '%2f': '/', '%3d': '=' }

function decodeEscapes(escaped: string): string {
  let text = escaped.replaceAll('+', ' ')
  for (const [code, letter] of Object.entries(common)) text = text.replaceAll(code, letter)
  if (!text.includes('%')) return text
  return text.replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
