import { addressHead, decodeChunks, isAddress } from '../core/base64.ts'
import { type StagingApp, stage } from '../core/staging.ts'
import { AppError } from '../errors.ts'
import { type Reading, setField } from './form-shapes.ts'

/**
 * Takes a field that is either a short text or a file in base64: its beginning tells. The file is staged unless there
 * is one already; then the rest of `source` is left unread. Throws bad-input, bad-base64 and what `stage` throws.
 */
export async function takeSource(
  app: StagingApp,
  { field, source }: { field: string; source: AsyncIterable<Buffer> },
  reading: Reading,
): Promise<void> {
  const { fields, options } = reading
  const pieces = source[Symbol.asyncIterator]()
  const head = await readHead(pieces, addressHead)
  const start = head.toString('latin1')
  if (isAddress(start) || start.trim() === '') {
    const text = Buffer.concat([head, await readHead(pieces, options.fieldLimit)])
    setField(reading, field, text.toString())
  } else if (reading.file === undefined && reading.refusal === undefined) {
    const staged = await stage(app, decodeChunks(rejoin(head, pieces)), await options.limit(fields))
    reading.file = { field, filename: '', staged }
  }
}

/** Takes a body that is the file itself. Throws what `stage` throws. */
export async function takeRaw(
  app: StagingApp,
  source: AsyncIterable<Buffer>,
  reading: Reading,
): Promise<void> {
  const limit = await reading.options.limit(reading.fields)
  const staged = await stage(app, source, limit)
  reading.file = { field: reading.options.rawField ?? '', filename: '', staged }
}

/**
 * Whether a body that is said to be urlencoded is a file all the same, with the whole of it to be read. Every kind of
 * file that we take has such bytes in its first few, and no form has.
 */
export async function beginsAsFile(
  source: AsyncIterable<Buffer>,
): Promise<{ isFile: boolean; whole: AsyncIterable<Buffer> }> {
  const pieces = source[Symbol.asyncIterator]()
  const head = await readHead(pieces, 32)
  const isFile = head.subarray(0, 32).some((byte) => byte < 9 || (byte > 13 && byte < 32))
  return { isFile, whole: rejoin(head, pieces) }
}

/** All that comes. Throws bad-input past `most` bytes. */
export async function readShort(source: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const whole = await readHead(source[Symbol.asyncIterator](), most + 1)
  if (whole.length > most) throw new AppError('bad-input', 'The form has too much text')
  return whole
}

/** What comes until there are at least `enough` bytes, or no more. */
async function readHead(pieces: AsyncIterator<Buffer>, enough: number): Promise<Buffer> {
  const read: Buffer[] = []
  for (let size = 0; size < enough; ) {
    const next = await pieces.next()
    if (next.done) break
    read.push(next.value)
    size += next.value.length
  }
  return Buffer.concat(read)
}

async function* rejoin(head: Buffer, rest: AsyncIterator<Buffer>) {
  try {
    if (head.length > 0) yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
