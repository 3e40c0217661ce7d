import { lookup as lookUpName } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { isPublicAddress } from './addresses.ts'

/** All addresses of a host name, as text. */
export type Lookup = (hostname: string) => Promise<readonly string[]>

/** A URL and the addresses to be used for it: nobody is asked for them again. */
export type Target = { url: URL; addresses: readonly string[] }

type Places = { config: Pick<Config, 'baseUrl' | 'mediaUrl' | 'urlAllow'> }

/** `lookup` is the system's resolver when undefined; `signal` ends the wait for it. */
type Means = { signal: AbortSignal; lookup: Lookup | undefined }

const longestUrl = 8192

/**
 * Says where a URL leads, without connecting. Throws url-scheme (details.what), url-self, url-private, and
 * url-unreachable for all else that we would not follow: no URL, credentials, unknown names, other ports than 80 and
 * 443. A `host:port` of `urlAllow` may have any port and address.
 */
export async function findTarget(app: Places, text: string, means: Means): Promise<Target> {
  if (text.length > longestUrl || !URL.canParse(text)) unreachable('not a URL')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') refuseScheme(url.protocol.slice(0, -1))
  if (url.username !== '' || url.password !== '') unreachable('credentials in a URL')
  const host = url.hostname.replace(/\.+$/, '')
  const port = url.port || defaultPort(url)
  if (isOwnHost(app, host, port)) refuseSelf()
  const addresses = await resolve(host.replace(/^\[|\]$/g, ''), means)
  if (app.config.urlAllow.includes(`${host}:${port}`)) return { url, addresses }
  if (!addresses.every(isPublicAddress)) {
    throw new AppError('url-private', 'Unsupported non-public IP address for upload')
  }
  if (addresses.some(isOwnAddress)) refuseSelf()
  if (port !== '80' && port !== '443') unreachable(`port ${port}`)
  return { url, addresses }
}

function defaultPort(url: URL): string {
  return url.protocol === 'https:' ? '443' : '80'
}

/** A name of ours is ours on every port; on an address of ours other servers may live. */
function isOwnHost(app: Places, host: string, port: string): boolean {
  return [app.config.baseUrl, app.config.mediaUrl].some((own) => {
    if (own === undefined) return false
    const url = new URL(own)
    const isName = isIP(host.replace(/^\[|\]$/g, '')) === 0 && host !== 'localhost'
    return url.hostname === host && (isName || (url.port || defaultPort(url)) === port)
  })
}

function isOwnAddress(address: string): boolean {
  const plain = ipaddr.parse(address).toString()
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return own.some((entry) => ipaddr.parse(entry.address).toString() === plain)
}

async function resolve(host: string, { lookup = lookUpAll, signal }: Means): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host]
  try {
    const addresses = await beforeTheEnd(lookup(host), signal)
    if (addresses.length === 0) throw new Error(`no address for ${host}`)
    return addresses
  } catch (cause) {
    return unreachable(cause)
  }
}

async function lookUpAll(hostname: string): Promise<readonly string[]> {
  const found = await lookUpName(hostname, { all: true })
  return found.map((entry) => entry.address)
}

/** The same promise, given up when the signal says so. */
async function beforeTheEnd<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const end = Promise.withResolvers<never>()
  const onAbort = () => end.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([promise, end.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function refuseScheme(what: string): never {
  throw new AppError('url-scheme', `Unsupported URL scheme \`${what}\``, { details: { what } })
}

function refuseSelf(): never {
  throw new AppError('url-self', 'Unsupported self host URL upload')
}

/** Time to reach another host, milliseconds. */
export const connectTime = 10_000

/** What undici's clients need to connect to the addresses that were found and to no other, whatever a name means by then. */
export function wayTo({ addresses }: Pick<Target, 'addresses'>) {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  const lookup: LookupFunction = (_hostname, options, done) => {
    const [first] = found
    if (options.all) done(null, found)
    else done(null, first?.address ?? '', first?.family)
  }
  return { allowH2: false, maxHeaderSize: 16 * 1024, connect: { timeout: connectTime, lookup } }
}

/** The one refusal for whatever goes wrong on the way; what it was only the log hears. */
export function unreachable(cause: unknown): never {
  throw new AppError('url-unreachable', "Can't get target upload source info", { cause })
}
