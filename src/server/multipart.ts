import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Dicer } from '@fastify/busboy'
import { type StagingApp, stage } from '../core/staging.ts'
import { AppError } from '../errors.ts'
import { type BodyBounds, listenToBody } from './bodies.ts'
import { type FormFile, mostParts, type Reading, setField } from './form-shapes.ts'
import { readShort, takeSource } from './form-sources.ts'
import { boundaryIn, decodeField, describePart, type PartHeaders, type RawHeaders } from './part-headers.ts'

const bufferSize = 256 * 1024

type Part = PartHeaders & { content: Readable }

/** Where the reading of one body stands. */
type Course = {
  refusal: AppError | undefined
  /** The part that is being read; ended early when the body fails. */
  current: Readable | undefined
  /** The parts are taken one after the other; never rejects. */
  parts: Promise<void>
  /** The part that holds back the body because nobody reads as fast. */
  full: Readable | undefined
  count: number
  /** Resolved when all parts have come, or when there is a refusal. */
  over: PromiseWithResolvers<void>
}

/**
 * Reads a multipart body into `reading`; a file that was staged before a failure stays there for the caller to remove.
 * Answers false, having read nothing, when the Content-Type names no usable boundary. Throws as `readForm` does.
 */
export async function readMultipart(
  app: StagingApp,
  body: IncomingMessage,
  reading: Reading,
): Promise<boolean> {
  const boundary = boundaryIn(body.headers['content-type'] ?? '')
  if (boundary === undefined) return false
  const over = Promise.withResolvers<void>()
  const none = { refusal: undefined, current: undefined, full: undefined }
  const course: Course = { ...none, parts: Promise.resolve(), count: 0, over }
  const limits = { maxHeaderPairs: 64, maxHeaderSize: 16 * 1024 }
  // The parser's own way to hold back can stall between two parts: each part's content holds back the body instead.
  const parser = new Dicer({ boundary, ...limits, ...{ partHwm: Number.MAX_SAFE_INTEGER } })
  parser.on('error', (cause: Error) => refuse(course, malformed(cause)))
  parser.on('finish', () => over.resolve())
  parser.on('part', (stream: Readable) => {
    stream.on('error', () => {})
    if (++course.count > mostParts) refuse(course, new AppError('bad-input', 'The form has too many parts'))
    if (course.refusal !== undefined) return stream.resume()
    const content = openContent(stream, body, course)
    return stream.on('header', (headers: RawHeaders) => {
      const described = describePart(headers)
      if (described === undefined) content.resume()
      else enqueue(course, () => takePart(app, { ...described, content }, reading), content)
    })
  })
  const stop = feed(parser, body, { course, bounds: reading.bounds })
  await over.promise
  stop()
  await course.parts
  const refusal = course.refusal ?? reading.refusal
  if (refusal !== undefined) throw refusal
  return true
}

function feed(
  parser: Dicer,
  body: IncomingMessage,
  { course, bounds }: { course: Course; bounds: BodyBounds },
): () => void {
  let size = 0
  const fail = (refusal: AppError) => refuse(course, refusal)
  return listenToBody(
    body,
    {
      chunk: (chunk) => {
        size += chunk.length
        try {
          parser.write(chunk)
        } catch (thrown) {
          fail(malformed(thrown))
        }
        // What was written reaches the parts a little later; only then it is known whether they are full.
        setImmediate(() => {
          if (course.full === undefined) body.resume()
        })
        return false
      },
      // Clients send an empty body as an empty form.
      end: () => (size === 0 ? course.over.resolve() : parser.end()),
      fail,
    },
    bounds,
  )
}

/** A part's bytes as a stream that holds back the body and that may be given up. */
function openContent(part: Readable, body: IncomingMessage, course: Course): Readable {
  const release = () => {
    if (course.full !== content) return
    course.full = undefined
    body.resume()
  }
  const content = new Readable({ highWaterMark: bufferSize, read: release })
  content.on('error', () => {}).on('close', release)
  part.on('data', (chunk: Buffer) => {
    if (!content.destroyed && !content.push(chunk)) course.full = content
  })
  part.on('end', () => content.push(null))
  return content
}

function enqueue(course: Course, take: () => Promise<void>, content: Readable): void {
  course.parts = course.parts
    .then(async () => {
      if (course.refusal !== undefined) return
      course.current = content
      await take()
      content.resume()
    })
    .catch((thrown) => refuse(course, AppError.from(thrown)))
}

function refuse(course: Course, refusal: AppError): void {
  course.refusal ??= refusal
  course.current?.destroy(course.refusal)
  course.over.resolve()
}

function malformed(cause: unknown): AppError {
  return new AppError('bad-input', 'The form is malformed or was cut off', { cause })
}

async function takePart(app: StagingApp, part: Part, reading: Reading): Promise<void> {
  const { field, filename, content } = part
  const { base64Fields, fieldLimit } = reading.options
  if (isFile(part, reading)) return hearOn(reading, () => takeFile(app, part, reading))
  if (filename !== undefined) return
  if (base64Fields.includes(field)) {
    return hearOn(reading, () => takeSource(app, { field, source: content }, reading))
  }
  setField(reading, field, decodeField(await readShort(content, fieldLimit), part.charset))
}

/** A short body is read on although its file is refused: a field behind it may say how to answer. */
async function hearOn(reading: Reading, take: () => Promise<void>): Promise<void> {
  try {
    await take()
  } catch (thrown) {
    if (!reading.short || !(thrown instanceof AppError)) throw thrown
    reading.refusal ??= thrown
  }
}

function isFile({ field, filename, type }: Part, { options }: Reading): boolean {
  if (!options.fileFields.includes(field)) return false
  // Some libraries send a file without a name for it.
  const isUnnamed =
    /^(image|video)\/|^application\/octet-stream$/.test(type) && !options.base64Fields.includes(field)
  return filename !== undefined || isUnnamed
}

async function takeFile(
  app: StagingApp,
  { field, filename, content }: Part,
  reading: Reading,
): Promise<void> {
  if (reading.file !== undefined || reading.refusal !== undefined) return
  const limit = await reading.options.limit(reading.fields)
  const file = { field, filename: filename ?? '' }
  try {
    if (reading.options.each) return await takeEach(app, { file, content, limit }, reading)
    reading.file = { ...file, staged: await stage(app, content, limit) }
  } catch (thrown) {
    if (!isNobody(file, thrown)) throw thrown
  }
}

async function takeEach(
  app: StagingApp,
  { file, content, limit }: { file: Omit<FormFile, 'staged'>; content: Readable; limit: number },
  { fields, options }: Reading,
): Promise<void> {
  await using staged = await stage(app, content, limit).catch(async (thrown): Promise<undefined> => {
    // What ends the body ends the form; what is wrong with one file leaves the others.
    if (isNobody(file, thrown) || !(thrown instanceof AppError) || thrown.code === 'bad-input') throw thrown
    await options.each?.({ ...file, refusal: thrown }, fields)
  })
  if (staged) await options.each?.({ ...file, staged }, fields)
}

/** A browser sends this for a file that nobody chose. */
function isNobody({ filename }: { filename: string }, thrown: unknown): boolean {
  return filename === '' && thrown instanceof AppError && thrown.code === 'empty-source'
}
