import type { IncomingHttpHeaders } from 'node:http'
import type { App } from '../core/app.ts'
import { sitePath } from '../core/links.ts'

/** The browser's session, the secret of a guest's browser, the albums whose password was given; how pages look. */
export const cookieNames = {
  session: 'tintype_session',
  guest: 'tintype_guest',
  albums: 'tintype_albums',
  locale: 'tintype_locale',
  theme: 'tintype_theme',
} as const

/** A cookie's value in a request; undefined when it has none. */
export function readCookie(headers: IncomingHttpHeaders, name: string): string | undefined {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}

/** A Set-Cookie that scripts cannot read and other sites' forms do not send. `maxAge` in seconds; absent: until the browser closes; 0: gone. */
export function cookie(app: Pick<App, 'config'>, name: string, value: string, maxAge?: number): string {
  const life = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  const secure = app.config.baseUrl.startsWith('https:') ? '; Secure' : ''
  return `${name}=${value}; Path=${sitePath(app, '/')}${life}; HttpOnly; SameSite=Lax${secure}`
}
