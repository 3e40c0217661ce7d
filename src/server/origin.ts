import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import type { Config } from '../config.ts'
import type { Origin } from '../core/keys.ts'

type Trust = (address: string, hop: number) => boolean

const trusts = new WeakMap<Config, Trust>()

/**
 * Where a request came from: the peer, or what trusted peers' X-Forwarded-For says. Sure only when it is the visitor's
 * own: not when somebody who is not trusted passed the request on, nor when a trusted peer does not say for whom it
 * asks. Then it is the address of a proxy that many share.
 */
export function originOf(config: Config, request: IncomingMessage): Origin {
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

/** IPv4-mapped IPv6 as IPv4, so that one sender has one address. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}
