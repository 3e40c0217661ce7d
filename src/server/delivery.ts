import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../core/app.ts'
import { actorOf, keyFromHeaders } from '../core/keys.ts'
import { fileKey } from '../core/media-rows.ts'
import { opensPass } from '../core/passes.ts'
import { hasExpired, mayView } from '../core/policy.ts'
import { AppError } from '../errors.ts'
import { hasBody } from './bodies.ts'
import { judgeConditions, judgeRange } from './conditions.ts'
import { isGoneReader, sendFromMemory, sendFromStore } from './delivery-bytes.ts'
import { type CachedFile, type FileCache, isFresh, isSmall, openFileCache } from './delivery-cache.ts'
import { parseFilePath } from './delivery-facts.ts'
import { unchangedHeaders, wholeHeaders } from './delivery-headers.ts'
import { permit, refuseMethod, sayNothingThere, sayText } from './delivery-texts.ts'
import { type MediaSite, mediaSite, pathOnSite } from './media-site.ts'
import { originOf } from './origin.ts'
import { type Outbox, openOutbox } from './outbox.ts'
import { maySendPrepared } from './prepared-answer.ts'

/** Answers requests for the bytes of media, ahead of the router. */
export type Delivery = Disposable & {
  /** True when the request was for a file and is answered, or soon will be. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
}

type Door = { app: App; site: MediaSite; cache: FileCache; outbox: Outbox }
type Exchange = { request: IncomingMessage; response: ServerResponse }

/** Opens the delivery of files under the media base: the paths below it, or the whole host when it has its own. */
export function openDelivery(app: App): Delivery {
  const door: Door = {
    app,
    site: mediaSite(app.config),
    cache: openFileCache(app),
    outbox: openOutbox(app.now),
  }
  return {
    handle(request, response) {
      const bodyFollows = hasBody(request)
      if (!bodyFollows && answerAtOnce(door, request, response)) return true
      const path = pathOnSite(door.site, request)
      if (path === undefined) return false
      // Nobody reads it, and nothing else would bound it: the answer is the connection's last.
      if (bodyFollows) response.shouldKeepAlive = false
      answer(door, path, { request, response }).catch((error: unknown) => fail(door, error, response))
      return true
    },
    [Symbol.dispose]: () => door.cache[Symbol.dispose](),
  }
}

/** The hot path: an unconditional GET of a whole file that lies in memory. */
function answerAtOnce(door: Door, request: IncomingMessage, response: ServerResponse): boolean {
  const file = door.cache.files.get(request.url ?? '')
  if (file?.answer === undefined || request.method !== 'GET') return false
  const { headers } = request
  if (headers.range !== undefined || isConditional(headers)) return false
  if (!isFresh(file, door.app.now()) || !maySendPrepared(request, response)) return false
  if (door.site.hosts !== undefined && !door.site.hosts.has(headers.host ?? '')) return false
  file.used = true
  door.outbox.add(response, file.answer)
  return true
}

function isConditional(headers: IncomingMessage['headers']): boolean {
  return (
    headers['if-none-match'] !== undefined ||
    headers['if-modified-since'] !== undefined ||
    headers['if-match'] !== undefined ||
    headers['if-unmodified-since'] !== undefined
  )
}

async function answer(door: Door, path: string, exchange: Exchange): Promise<void> {
  const { request, response } = exchange
  if (request.method === 'OPTIONS') return permit(response)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response)
  const parsed = parseFilePath(path)
  if (parsed === undefined) return sayNothingThere(response)
  const url = `${door.site.prefix}/${parsed.folder}/${parsed.file}`
  const file = await door.cache.find(url, parsed)
  if (file === undefined || !(await mayHave(door, file, request))) return sayNothingThere(response)
  await send(door, { url, file }, exchange)
}

async function mayHave(door: Door, file: CachedFile, request: IncomingMessage): Promise<boolean> {
  const { app } = door
  const { guarded } = file.facts
  if (hasExpired(file.facts, app.now())) return false
  if (guarded === undefined) return true
  if (opensPass(app, guarded, queryOf(request)) && isShownByPass(file)) return true
  try {
    const actor = await actorOf(app, keyFromHeaders(request.headers), originOf(app.config, request))
    return mayView(actor, guarded, app.now())
  } catch (error) {
    if (error instanceof AppError && error.code === 'key-invalid') return false
    throw error
  }
}

/** Of what lies in the trash only the thumb is shown, to whoever may take it out again. */
function isShownByPass({ facts }: CachedFile): boolean {
  const { guarded, key } = facts
  return guarded?.trashedAt === undefined || key === fileKey(guarded, 'thumb')
}

function queryOf({ url = '' }: IncomingMessage): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}

async function send(door: Door, found: { url: string; file: CachedFile }, exchange: Exchange): Promise<void> {
  const { request, response } = exchange
  const { facts, head } = found.file
  const now = door.app.now()
  const verdict = judgeConditions(request.headers, facts)
  if (verdict === 'unchanged') {
    response.writeHead(304, unchangedHeaders(facts, now)).end()
    return
  }
  if (verdict === 'failed') return sayText(response, 412, 'Precondition failed\n')
  if (request.method === 'HEAD') {
    response.writeHead(200, head ?? wholeHeaders(facts, now)).end()
    return
  }
  const range = judgeRange(request.headers, facts)
  if (range === 'unsatisfiable') {
    return sayText(response, 416, 'Range not satisfiable\n', ['Content-Range', `bytes */${facts.size}`])
  }
  if (isSmall(facts)) return sendFromMemory(door, { ...found, range }, response)
  await sendFromStore(door, { ...found, range }, response)
}

function fail(door: Door, error: unknown, response: ServerResponse): void {
  if (response.headersSent) {
    // Cut short, so that nobody takes a part for the whole. That a client went away is no fault.
    if (!isGoneReader(error)) door.app.log.error({ err: error }, 'a file could not be sent to its end')
    response.destroy()
    return
  }
  door.app.log.error({ err: error }, 'a file could not be sent')
  sayText(response, 500, 'Internal error\n')
}
