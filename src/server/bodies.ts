import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { AppError } from '../errors.ts'
import { countSpent } from './spent-memory.ts'

/** Milliseconds in which a body must bring at least `leastBytes`. */
export const idleTime = 60_000
const leastBytes = 1024

/** How much of a refused body is let in, and for how long, before its connection is closed. */
export const mostDiscarded = 64 * 1024 * 1024
const longestDiscard = 30_000
const grace = 1_000
/** How long an answer waits for the rest of a body when the answer ends the connection. */
const longestWait = 10_000

/** Who hears of a body. `chunk` answers whether more may come now; when not, `resume` of the body tells it. */
export type BodyListener = {
  chunk: (chunk: Buffer) => boolean
  end: () => void
  /** The body was cut off, or comes too slowly. Nothing follows. */
  fail: (refusal: AppError) => void
}

/** `most` bytes may come, asked anew for each chunk; `idle` milliseconds, `idleTime` when undefined. */
export type BodyBounds = { most: () => number; idle: number | undefined }

/**
 * Reads a request's body without ever closing the connection, so that a refusal can still be answered. Answers a
 * function that stops listening; it may be called more than once.
 */
export function listenToBody(body: IncomingMessage, listener: BodyListener, bounds: BodyBounds): () => void {
  let seen = 0
  let size = 0
  const onData = (chunk: Buffer) => {
    seen += chunk.length
    size += chunk.length
    countSpent(chunk.length)
    const limit = bounds.most()
    if (size > limit) {
      const details = { limit }
      return finish(() =>
        listener.fail(new AppError('too-large', 'The request body is too large', { details })),
      )
    }
    if (!listener.chunk(chunk)) body.pause()
  }
  const onEnd = () => finish(() => listener.end())
  const onClose = () => finish(() => listener.fail(new AppError('bad-input', 'The request body was cut off')))
  const clock = setInterval(() => {
    if (body.isPaused()) return
    if (seen < leastBytes)
      finish(() => listener.fail(new AppError('bad-input', 'The request body came too slowly')))
    seen = 0
  }, bounds.idle ?? idleTime)
  const stop = () => {
    clearInterval(clock)
    body.off('data', onData).off('end', onEnd).off('close', onClose)
    // What runs into nothing by now goes on doing so, or the connection would be of no more use.
    if (!discards.has(body)) body.pause()
  }
  const finish = (tell: () => void) => {
    stop()
    tell()
  }
  keepQuiet(body)
  body.on('data', onData).on('end', onEnd).on('close', onClose)
  if (body.readableEnded) process.nextTick(onEnd)
  else if (body.destroyed) process.nextTick(onClose)
  else body.resume()
  return stop
}

/** Whether a body comes with a request. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** The whole body when it has at most `limit` bytes; otherwise what `refuse` makes of it is thrown. */
export async function readWhole(
  body: IncomingMessage,
  {
    limit,
    idle,
    refuse,
  }: { limit: number; idle: number | undefined; refuse: () => AppError | Promise<AppError> },
): Promise<Buffer> {
  const outcome = Promise.withResolvers<Buffer | undefined>()
  const chunks: Buffer[] = []
  let size = 0
  const stop = listenToBody(
    body,
    {
      chunk: (chunk) => {
        size += chunk.length
        if (size > limit) outcome.resolve(undefined)
        else chunks.push(chunk)
        return size <= limit
      },
      end: () => outcome.resolve(Buffer.concat(chunks)),
      fail: outcome.reject,
    },
    { most: () => Number.POSITIVE_INFINITY, idle },
  )
  try {
    const whole = await outcome.promise
    if (whole === undefined) throw await refuse()
    return whole
  } finally {
    stop()
  }
}

/** The body as a stream that may be given up without closing the connection. */
export function openBody(body: IncomingMessage, bounds: BodyBounds): Readable {
  let stop = () => {}
  const stream = new Readable({
    read: () => void body.resume(),
    destroy: (error, done) => {
      stop()
      done(error)
    },
  })
  stream.on('error', ignore)
  stop = listenToBody(
    body,
    {
      chunk: (chunk) => stream.push(chunk),
      end: () => stream.push(null),
      fail: (refusal) => stream.destroy(refusal),
    },
    bounds,
  )
  return stream
}

/**
 * Lets the rest of a body run into nothing, so that a client that reads only after it has sent everything still gets
 * its answer; the connection of one that goes on for too long is closed. Resolves when the rest has come, or when there
 * is no point in waiting for it any longer. May be called again, and after the end.
 */
export function discardBody(body: IncomingMessage): Promise<void> {
  if (body.readableEnded || body.destroyed) return Promise.resolve()
  const running = discards.get(body) ?? runOut(body)
  discards.set(body, running)
  return running
}

const discards = new WeakMap<IncomingMessage, Promise<void>>()

async function runOut(body: IncomingMessage): Promise<void> {
  keepQuiet(body)
  const over = Promise.withResolvers<void>()
  let left = mostDiscarded
  const close = () => body.socket.destroy()
  let timer = setTimeout(close, longestDiscard)
  const patience = setTimeout(over.resolve, longestWait)
  const onData = (chunk: Buffer) => {
    left -= chunk.length
    if (left >= 0) return
    body.off('data', onData).pause()
    clearTimeout(timer)
    timer = setTimeout(close, grace)
    over.resolve()
  }
  const stop = () => {
    clearTimeout(timer)
    over.resolve()
  }
  body.on('data', onData).once('end', stop).once('close', stop).resume()
  await over.promise
  clearTimeout(patience)
}

/** A connection that breaks is told by `close`; an `error` that nobody hears would end the process. */
function keepQuiet(body: IncomingMessage): void {
  if (!body.listeners('error').includes(ignore)) body.on('error', ignore)
}

function ignore(): void {}
