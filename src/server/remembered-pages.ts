import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { App } from '../core/app.ts'
import { countView } from '../core/views.ts'
import { changeMark } from '../database/changes.ts'
import { cookieNames } from './cookies.ts'
import { isVisit } from './visits.ts'

/** A page that shows the same to everybody who has not signed in, until then or until any data change. */
export type OpenPage = {
  html: string
  /** Stands in the page and in its policy; each answer has a new one. */
  nonce: string
  headers: readonly [name: string, value: string][]
  /** Milliseconds. */
  until: number
  /** The media that whoever sees the page has looked at. */
  visited?: string
}

type Remembered = Omit<OpenPage, 'html'> & { mark: string; pieces: readonly Buffer[] }

/** How many pages are kept; those asked for last. */
const most = 500
const remembered = new WeakMap<App, Map<string, Remembered>>()

/** Cookies that choose how a page looks and say nothing of who asks. */
const harmless: readonly string[] = [cookieNames.locale, cookieNames.theme]

/**
 * Looks whether the page that is asked for was rendered before from the very data that there are now: then it can be
 * sent again, for a tenth of what rendering costs. Else what is rendered may be kept. Undefined for whoever may see
 * something else than others.
 */
export async function recall(
  app: App,
  { method, headers, url }: IncomingMessage,
): Promise<{ send(response: ServerResponse): void } | { keep(page: OpenPage): void } | undefined> {
  const name = method === 'GET' ? nameOf(url, headers) : undefined
  if (name === undefined) return undefined
  const pages = pagesOf(app)
  const mark = await changeMark(app.db)
  const known = pages.get(name)
  pages.delete(name)
  if (known?.mark !== mark || known.until <= app.now()) {
    return { keep: (page) => keep(pages, name, { page, mark }) }
  }
  pages.set(name, known)
  return {
    send(response) {
      if (known.visited !== undefined && isVisit(headers)) countView(app, known.visited)
      send(response, known)
    },
  }
}

/** All that a page for nobody in particular depends on besides the data; undefined: somebody in particular asks. */
function nameOf(url: string | undefined, headers: IncomingHttpHeaders): string | undefined {
  if (headers.authorization !== undefined || headers['x-api-key'] !== undefined) return undefined
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
  const isNobody = cookies.every((cookie) => cookie === '' || harmless.includes(cookie.split('=')[0] ?? ''))
  return isNobody ? JSON.stringify([url, headers['accept-language'], cookies]) : undefined
}

function keep(
  pages: Map<string, Remembered>,
  name: string,
  { page, mark }: { page: OpenPage; mark: string },
): void {
  const { html, ...rest } = page
  const pieces = html.split(page.nonce).map((piece) => Buffer.from(piece))
  pages.delete(name)
  pages.set(name, { ...rest, mark, pieces })
  const [oldest] = pages.keys()
  if (pages.size > most && oldest !== undefined) pages.delete(oldest)
}

function send(response: ServerResponse, { headers, nonce, pieces }: Remembered): void {
  const fresh = randomBytes(16).toString('base64')
  const bytes = Buffer.from(fresh)
  const body = Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [bytes, piece])))
  for (const [name, value] of headers) {
    if (name !== 'etag') response.setHeader(name, value.replaceAll(nonce, fresh))
  }
  response.setHeader('content-length', body.length)
  response.writeHead(200).end(body)
}

function pagesOf(app: App): Map<string, Remembered> {
  const known = remembered.get(app)
  if (known) return known
  const pages = new Map<string, Remembered>()
  remembered.set(app, pages)
  return pages
}
