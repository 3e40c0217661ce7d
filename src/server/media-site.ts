import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'
import { mediaBase } from '../core/links.ts'

/** Where files are: below `prefix`, on every host or only on those named. */
export type MediaSite = {
  /** Empty, or begins with a slash and does not end with one. */
  prefix: string
  /** As in a Host header, lower case; there are only files there, and no files elsewhere. */
  hosts: ReadonlySet<string> | undefined
}

const datedPath = /^\/\d{4}\/\d\d\/\d\d\//

/** What the settings say about where files are. */
export function mediaSite(config: Config): MediaSite {
  const base = new URL(mediaBase(config))
  const prefix = base.pathname.replace(/\/+$/, '')
  const site = new URL(config.baseUrl)
  if (base.host === site.host) return { prefix: withinSite(prefix, site), hosts: undefined }
  const port = base.port || (base.protocol === 'https:' ? '443' : '80')
  return { prefix, hosts: new Set([base.host, `${base.hostname}:${port}`]) }
}

/**
 * The path below the media base that a request asks for, without its query; undefined when the request is not for
 * the place where files are. On a host of their own every path is answered, if only with "not found".
 */
export function pathOnSite(site: MediaSite, request: IncomingMessage): string | undefined {
  const target = readTarget(request)
  if (site.hosts !== undefined) {
    if (!site.hosts.has(target.host.toLowerCase())) return undefined
    return target.path.startsWith(`${site.prefix}/`) ? target.path.slice(site.prefix.length) : '/'
  }
  if (site.prefix === '') return datedPath.test(target.path) ? target.path : undefined
  if (target.path === site.prefix) return '/'
  return target.path.startsWith(`${site.prefix}/`) ? target.path.slice(site.prefix.length) : undefined
}

/** What the site's address puts before every path is taken off by the proxy in front, from files as from pages. */
function withinSite(prefix: string, site: URL): string {
  const path = site.pathname.replace(/\/+$/, '')
  return `${prefix}/`.startsWith(`${path}/`) ? prefix.slice(path.length) : prefix
}

/** A request may name its whole address instead of a path: then that holds, RFC 9112, 3.2.2. */
function readTarget(request: IncomingMessage): { host: string; path: string } {
  const target = request.url ?? ''
  const host = request.headers.host ?? ''
  const [, namedHost, namedPath] = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(target) ?? []
  if (namedHost !== undefined) return { host: namedHost, path: namedPath || '/' }
  const end = target.search(/[?#]/)
  return { host, path: end === -1 ? target : target.slice(0, end) }
}
