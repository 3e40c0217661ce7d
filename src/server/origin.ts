import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import type { Config } from '../config.ts'
import type { Origin } from '../core/keys.ts'

type Trust = (address: string, hop: number) => boolean

const trusts = new WeakMap<Config, Trust>()

/**
 * Where a request came from: the peer, or what a trusted peer's X-Forwarded-For says. Not sure when somebody who is
 * not trusted sent such a header: then it is the address of a proxy that many share.
 */
export function originOf(config: Config, request: IncomingMessage): Origin {
  const trust = trustOf(config)
  const peer = request.socket.remoteAddress ?? ''
  const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some(
    (name) => request.headers[name] !== undefined,
  )
  return { address: plain(proxyAddr(request, trust)), sure: !forwarded || trust(peer, 0) }
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
