import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { AppError } from '../errors.ts'
import type { Answer } from './answer.ts'
import { wrong } from './description.ts'

/** How requests go out. */
export type Means = {
  /** By which connections are made: whoever must not reach every address hands in one that does not. */
  dispatcher?: Dispatcher | undefined
  signal?: AbortSignal | undefined
  /** Milliseconds of silence after which the host counts as not answering; 30 s when absent. */
  patience?: number | undefined
  /** Milliseconds for the whole of it, however much the host goes on saying; 60 s when absent. */
  time?: number | undefined
  /** Bytes of the body that have been handed over so far, and how many there are. */
  onProgress?: ((sent: number, total: number) => void) | undefined
}

type Request = {
  method: string
  url: string
  headers: Record<string, string>
  body?: AsyncIterable<Uint8Array>
  length?: number
}

const largestAnswer = 1024 * 1024
const usualPatience = 30_000
const usualTime = 60_000

/**
 * Sends a request and reads the answer, following no redirect. Throws url-unreachable, with the field to look at, for
 * names that nobody knows, refused connections, faults of certificates and time-outs; what `signal` was aborted with.
 */
export async function exchange(request: Request, means: Means, field = 'url'): Promise<Answer> {
  // Loaded when the first request goes out: it is a sixth of what the server's heap would always hold.
  const undici = await import('undici')
  const patience = means.patience ?? usualPatience
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(means.time ?? usualTime)))
  const own = new undici.Agent({ connect: { timeout: patience } })
  try {
    const { statusCode, headers, body } = await undici.request(request.url, {
      dispatcher: means.dispatcher ?? own,
      method: request.method as Dispatcher.HttpMethod,
      headers: { 'accept-encoding': 'identity', ...request.headers },
      body: request.body ? Readable.from(counted(request.body, request.length ?? 0, means.onProgress)) : null,
      headersTimeout: patience,
      bodyTimeout: patience,
      signal: means.signal ? AbortSignal.any([means.signal, late]) : late,
    })
    return { status: statusCode, headers: flat(headers), text: await readSome(body) }
  } catch (thrown) {
    means.signal?.throwIfAborted()
    const { host } = new URL(request.url)
    throw late.aborted ? tooLate(host, field) : explain(thrown, host, field)
  } finally {
    await own.destroy()
  }
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  total: number,
  tell: Means['onProgress'],
): AsyncGenerator<Uint8Array> {
  let sent = 0
  for await (const piece of body) {
    yield piece
    sent += piece.length
    tell?.(sent, total)
  }
}

async function readSome(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    pieces.push(piece)
    size += piece.length
    if (size > largestAnswer) break
  }
  return Buffer.concat(pieces).subarray(0, largestAnswer).toString('utf8')
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** What went wrong on the way, in words for whoever wrote the description. */
function explain(thrown: unknown, host: string, field: string): AppError {
  if (thrown instanceof AppError) return thrown
  const code = codeOf(thrown)
  const say = (message: string) => unreachable(field, message, thrown)
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return new AppError('internal', 'The file cannot be read', { cause: thrown })
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say(`no machine is called ${host}`)
  if (code === 'ECONNREFUSED') return say(`nobody answers at ${host}`)
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return tooLate(host, field)
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return say(`the secure connection to ${host} failed (${code})`)
  }
  if (code === 'UND_ERR_INVALID_ARG') return wrong('headers', 'this request cannot be sent', thrown)
  return say(`the connection to ${host} broke`)
}

function tooLate(host: string, field: string): AppError {
  return unreachable(field, `${host} did not answer in time`)
}

function unreachable(field: string, message: string, cause?: unknown): AppError {
  return new AppError('url-unreachable', `${field}: ${message}`, { cause, details: { field } })
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return codeOf(thrown.errors[0])
  if (typeof thrown !== 'object' || thrown === null) return ''
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return 'cause' in thrown ? codeOf(thrown.cause) : ''
}
