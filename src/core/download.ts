import type { Dispatcher } from 'undici'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { baseName } from './file-names.ts'
import { type Staged, stage } from './staging.ts'
import { connectTime, findTarget, type Lookup, type Target, unreachable, wayTo } from './targets.ts'

/** What a download needs of the app. */
export type DownloadApp = { config: Pick<Config, 'dataDir' | 'baseUrl' | 'mediaUrl' | 'urlAllow'> }

/** Staged bytes and the last part of their URL, percent-decoded, '' when there is none. */
export type Download = { staged: Staged; filename: string }

export type DownloadOrder = {
  url: string
  /** Bytes. */
  limit: number
  /** Addresses of a host name; the system's resolver when absent. */
  lookup?: Lookup
  /** Milliseconds for all of it. */
  time?: number
  signal?: AbortSignal
}

const totalTime = 60_000
const mostRedirects = 5

/**
 * Stages what an http or https URL answers. Where it points to is decided before the first connection: url-scheme
 * (details.what), url-self, url-private. Too many bytes are too-large; whatever else happens is url-unreachable, always
 * in the same words, a redirect to a forbidden place too, so that nobody can look around through us.
 * Faults of ours (storage-full, internal) stay what they are.
 */
export function download(app: DownloadApp, url: string, limit: number): Promise<Download> {
  return fetchSource(app, { url, limit })
}

/** `download` with its resolver and its time chosen by the caller. */
export async function fetchSource(app: DownloadApp, order: DownloadOrder): Promise<Download> {
  const late = AbortSignal.timeout(order.time ?? totalTime)
  const signal = order.signal ? AbortSignal.any([order.signal, late]) : late
  const means = { signal, lookup: order.lookup }
  let target = await findTarget(app, order.url, means)
  const filename = nameInUrl(target.url)
  for (let hop = 0; hop <= mostRedirects; hop++) {
    await using answer = await ask(target, signal)
    const next = redirectOf(answer, target.url)
    if (next === undefined) return { staged: await receive(app, answer, order.limit), filename }
    target = await findTarget(app, next, means).catch((thrown) => unreachable(thrown))
  }
  return unreachable('too many redirects')
}

type Answer = AsyncDisposable & Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>

/** Connects to the addresses of the target and to no other, whatever its name means by then. */
async function ask(target: Target, signal: AbortSignal): Promise<Answer> {
  // Loaded when the first address comes: it is a sixth of what the server's heap would always hold.
  const { Client } = await import('undici')
  const { url } = target
  const client = new Client(url.origin, {
    ...wayTo(target),
    headersTimeout: connectTime * 2,
    bodyTimeout: connectTime * 2,
  })
  const close = async () => client.destroy()
  try {
    const { statusCode, headers, body } = await client.request({
      method: 'GET',
      path: url.pathname + url.search,
      headers: {
        accept: 'image/*, video/*, */*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': 'Tintype',
      },
      signal,
    })
    // Closing the client breaks a body that is not wanted.
    body.on('error', () => {})
    return { statusCode, headers, body, [Symbol.asyncDispose]: close }
  } catch (thrown) {
    await close()
    return unreachable(thrown)
  }
}

function redirectOf(answer: Answer, from: URL): string | undefined {
  const { location } = answer.headers
  if (![301, 302, 303, 307, 308].includes(answer.statusCode)) return undefined
  if (typeof location !== 'string' || !URL.canParse(location, from.href))
    return unreachable('a redirect to nowhere')
  return new URL(location, from).href
}

async function receive(app: DownloadApp, answer: Answer, limit: number): Promise<Staged> {
  const { statusCode, headers, body } = answer
  if (statusCode !== 200) unreachable(`status ${statusCode}`)
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') unreachable(`content encoding ${encoding}`)
  if (Number(headers['content-length']) > limit) {
    throw new AppError('too-large', 'The file is too large', { details: { limit } })
  }
  try {
    return await stage(app, guard(body), limit)
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'empty-source') unreachable(thrown)
    throw thrown
  }
}

/** Tells what breaks on the way from what breaks here. */
async function* guard(body: AsyncIterable<Uint8Array>) {
  try {
    yield* body
  } catch (thrown) {
    unreachable(thrown)
  }
}

function nameInUrl(url: URL): string {
  const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  try {
    return baseName(decodeURIComponent(last))
  } catch {
    return baseName(last)
  }
}
