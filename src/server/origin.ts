import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import type { Config } from '../config.ts'
import type { Origin } from '../core/keys.ts'
import { AppError } from '../errors.ts'

type Trust = (address: string, hop: number) => boolean

const trusts = new WeakMap<Config, Trust>()

/**
 * Where a request came from: the peer, or what trusted peers' X-Forwarded-For says. Sure only when it is the visitor's
 * own: not when somebody who is not trusted passed the request on, nor when a trusted peer does not say for whom it
 * asks. Then it is the address of a proxy that many share. Nor when a page of another site made the visitor's browser
 * ask: the address opens a guest's history, and is no word of his.
 */
export function originOf(config: Config, request: IncomingMessage): Origin {
  const { address, sure } = networkOrigin(config, request)
  return { address, sure: sure && !isFromOtherSite(config, request.headers) }
}

/** Whether a browser says that a page of another site made it send this. */
export function isFromOtherSite({ baseUrl }: Pick<Config, 'baseUrl'>, headers: IncomingHttpHeaders): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site === 'same-origin' || site === 'none') return false
  if (site === 'cross-site') return true
  // A neighbour under the same domain, or another port: cookies go there too, and it is not us.
  if (origin === undefined) return site !== undefined
  if (!URL.canParse(origin)) return true
  const { host } = new URL(origin)
  return host !== headers.host && host !== new URL(baseUrl).host
}

/** Lets nothing be changed by a page of another site, which acts as the browser's owner. Throws forbidden. */
export function refuseOtherSites(
  config: Pick<Config, 'baseUrl'>,
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
): void {
  if (method === 'GET' || method === 'HEAD') return
  if (isFromOtherSite(config, headers)) throw new AppError('forbidden', 'That came from another site')
}

function networkOrigin(config: Config, request: IncomingMessage): Origin {
  const trust = trustOf(config)
  const believed = proxyAddr.all(request, trust)
  const address = plain(believed.at(-1) ?? '')
  if (!trust(request.socket.remoteAddress ?? '', 0)) return { address, sure: !isForwarded(request) }
  return { address, sure: believed.length > 1 && believed.length === proxyAddr.all(request).length }
}

function isForwarded({ headers }: IncomingMessage): boolean {
  return ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => headers[name] !== undefined)
}

function trustOf(config: Config): Trust {
  const known = trusts.get(config)
  if (known) return known
  const trust = config.trustProxy.length === 0 ? () => false : proxyAddr.compile([...config.trustProxy])
  trusts.set(config, trust)
  return trust
}

/** IPv4-mapped IPv6 as IPv4 and no port, which some gateways add, so that one sender has one address. */
function plain(told: string): string {
  const address =
    /^(?:\[([\da-f:.]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/i.exec(told)?.slice(1).find(Boolean) ?? told
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}
