import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyReply, FastifyRequest, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { App } from '../core/app.ts'
import { AppError, type ErrorDetails } from '../errors.ts'
import { findFormer, sendFormer } from './former-pages.ts'
import { refuseOtherSites } from './origin.ts'
import { builtPages } from './pages-build.ts'
import { type OpenPage, recall } from './remembered-pages.ts'

/** A refusal as a page shows it. */
export type PageRefusal = { status: number; code: string; message: string; details: ErrorDetails }

/**
 * What the pages' code finds on a request, under `Symbol.for('tintype.mount')`: `web/src/mount.ts` reads it, and the
 * two must agree.
 */
export type Mount = {
  /** Calls the API within this process. */
  inject(call: InjectOptions): Promise<LightMyRequestResponse>
  baseUrl: string
  mediaUrl: string | undefined
  requestId: string
  /** Tells the log of a fault of ours, with the number of the request. */
  fail(error: unknown): void
  /** Set: the page to show is the one that says this. */
  refusal: PageRefusal | undefined
  /** Set: a page that shows the same to everybody may be given here, to be answered again. */
  remember: ((page: OpenPage) => void) | undefined
}

/** Bytes that are no Buffer would be sent as the JSON of their numbers. */
function withBuffer(call: InjectOptions): InjectOptions {
  const { payload } = call
  return payload instanceof Uint8Array ? { ...call, payload: Buffer.from(payload) } : call
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown

const mountName = Symbol.for('tintype.mount')
/** No page's address begins with it: what is asked for under it is not found, and so shows a refusal. */
const nowhere = '-refused'

/** What a build answers with, and its folder. */
type Pages = { answer: Handler; folder: string }

let handler: Promise<Pages> | undefined

/** Loads the pages that were built, once. Throws when there are none. */
export function loadPages(): Promise<Pages> {
  handler ??= importPages().catch((error: unknown) => {
    handler = undefined
    throw error
  })
  return handler
}

async function importPages(): Promise<Pages> {
  const folder = await builtPages()
  if (folder === undefined) throw new Error('The pages are not built: npm run build')
  const built = (await import(pathToFileURL(join(folder, 'handler.js')).href)) as { handler: Handler }
  return { answer: built.handler, folder }
}

/**
 * Hands a request to the pages, which answer it: HEAD too, and files of theirs. Forms of other sites are refused.
 * Throws only before anything was answered.
 */
export async function answerPage(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { method, url } = request.raw
  // While rendering, pages call the API: what it lacks is no page, which would call it again.
  if (url?.startsWith('/api/')) throw new AppError('not-found', 'There is nothing at this address')
  refuseOtherSites(app.config, request.raw)
  const { folder } = await loadPages()
  const former = method === 'GET' ? await findFormer(folder, url ?? '/') : undefined
  if (former !== undefined) return sendFormer(reply, former)
  return handOver(app, { request, reply }, undefined)
}

/** Answers with the page that says a refusal, in the reader's language and with its status. */
export async function renderRefusal(
  app: App,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  refusal: PageRefusal,
): Promise<FastifyReply> {
  const { raw } = exchange.request
  // As many parts as the true address has: the page's links are relative to what the browser shows.
  const [path = '/', ...search] = (raw.url ?? '/').split('?')
  const [, , ...rest] = path.split('/')
  raw.url = [['', nowhere, ...rest].join('/'), ...search].join('?')
  if (raw.method !== 'HEAD') raw.method = 'GET'
  return handOver(app, exchange, refusal)
}

async function handOver(
  app: App,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  refusal: PageRefusal | undefined,
): Promise<FastifyReply> {
  const { answer } = await loadPages()
  const { raw } = request
  // An address of somewhere else in the request line would become a part of ours.
  raw.url = pathOf(raw.url ?? '/')
  const known = refusal ? undefined : await recall(app, raw)
  const { baseUrl, mediaUrl } = app.config
  const mount: Mount = {
    inject: (call) => request.server.inject(withBuffer(call)),
    baseUrl,
    mediaUrl,
    requestId: request.id,
    fail: (error) => request.log.error({ err: error, url: raw.url }, 'a page failed'),
    refusal,
    remember: known && 'keep' in known ? known.keep : undefined,
  }
  Object.assign(raw, { [mountName]: mount })
  const { protocol, host } = new URL(baseUrl)
  raw.headers['x-tintype-protocol'] = protocol.slice(0, -1)
  raw.headers['x-tintype-host'] = host
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  reply.hijack()
  await answered(
    reply.raw,
    () => (known && 'send' in known ? known.send(reply.raw) : answer(raw, reply.raw, () => {})),
    (error) => {
      request.log.error({ err: error, url: raw.url }, 'a page failed')
    },
  )
  return reply
}

function pathOf(url: string): string {
  if (url.startsWith('/')) return url
  return URL.canParse(url) ? new URL(url).pathname + new URL(url).search : '/'
}

/** Whatever happens, the connection gets an end. */
async function answered(
  response: ServerResponse,
  answer: () => unknown,
  tell: (error: unknown) => void,
): Promise<void> {
  try {
    await answer()
  } catch (error) {
    tell(error)
    if (response.headersSent) response.destroy()
    else response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal error\n')
  }
}
