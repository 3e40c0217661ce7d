import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'

/** Whom the server lets in. */
export type Gate = {
  /** The address that it listens on. */
  host: string
  /** Whoever uploads says it; undefined: nobody needs to. */
  secret: string | undefined
  /** Whose pages may ask, as browsers say it. */
  origins: readonly string[]
}

export type Refused = { status: 401 | 403; message: string }

/**
 * Notes in Obsidian are pages of its own, which no website can be; pages from anywhere else have to be allowed by their
 * origin.
 */
export const usualOrigins = ['app://obsidian.md']

/**
 * Why a request is not answered; undefined when it is. Every website that somebody visits can ask this machine, by its
 * address or, after rebinding, by a name of the site's own: browsers say whose page asks and by what name.
 */
export function refuse(
  gate: Gate,
  request: IncomingMessage,
  about: { upload: boolean },
): Refused | undefined {
  const { headers } = request
  const knows = gate.secret !== undefined && saysSecret(gate.secret, request)
  if (!isOwnName(gate, headers.host) && !knows) return forbidden('This is not called by that name')
  if (isOtherPage(gate, request)) return forbidden('Pages of other sites are not answered (--allow-origin)')
  if (about.upload && gate.secret !== undefined && !knows) {
    return { status: 401, message: 'The secret is missing or wrong' }
  }
  return undefined
}

/** Whether a page that runs there may read our answers. */
export function isAllowed(gate: Gate, origin: string | undefined): origin is string {
  return origin !== undefined && gate.origins.includes(origin)
}

function forbidden(message: string): Refused {
  return { status: 403, message }
}

function isOwnName({ host }: Gate, given: string | undefined): boolean {
  if (given === undefined || !URL.canParse(`http://${given}`)) return false
  const name = new URL(`http://${given}`).hostname
  return name === 'localhost' || isLoopback(name) || name === bracketed(host)
}

function isOtherPage(gate: Gate, { headers }: IncomingMessage): boolean {
  if (headers.origin !== undefined) return !isAllowed(gate, headers.origin)
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** As PicGo and PicList take it: a bearer, a header or a query. */
function saysSecret(secret: string, { headers, url }: IncomingMessage): boolean {
  const query = new URLSearchParams((url ?? '').split('?')[1] ?? '')
  const said = [
    /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1],
    headers['x-picgo-secret'],
    query.get('secret'),
    query.get('key'),
  ]
  return said.some((text) => typeof text === 'string' && isSame(text, secret))
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Whether only this machine reaches it. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || (ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback')
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host.toLowerCase()
}
