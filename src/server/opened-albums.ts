import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { App } from '../core/app.ts'
import { derivedText } from '../core/ids.ts'
import type { Album } from '../core/words.ts'
import { cookie, cookieNames, readCookie } from './cookies.ts'

/** Seconds for which an album whose password was given stays open. */
const life = 86_400
/** Of more, those opened first are asked for again. */
const mostOpened = 30

/** `id.passwordVersion` and until when, milliseconds. */
type Opened = { album: string; until: number }

/** The albums whose password this browser has given, as in `Actor.opened`. */
export function openedAlbums(
  app: Pick<App, 'config' | 'now'>,
  headers: IncomingHttpHeaders,
): ReadonlySet<string> {
  return new Set(readOpened(app, headers).map(({ album }) => album))
}

/** The Set-Cookie of a browser that has given an album's password, besides those that it gave before. */
export function openedCookie(
  app: Pick<App, 'config' | 'now'>,
  headers: IncomingHttpHeaders,
  { id, passwordVersion }: Album,
): string {
  const album = `${id}.${passwordVersion}`
  const others = readOpened(app, headers).filter((each) => each.album !== album)
  const all = [...others, { album, until: app.now() + life * 1000 }].slice(-mostOpened)
  const text = all.map((each) => `${each.album}.${Math.floor(each.until / 1000).toString(36)}`).join('_')
  return cookie(app, cookieNames.albums, `${text}-${sign(app, text)}`, life)
}

function readOpened(app: Pick<App, 'config' | 'now'>, headers: IncomingHttpHeaders): Opened[] {
  const value = readCookie(headers, cookieNames.albums)
  const [, text = '', signature = ''] = /^([A-Za-z0-9._]+)-([A-Za-z0-9]{22})$/.exec(value ?? '') ?? []
  if (signature === '' || !timingSafeEqual(Buffer.from(sign(app, text)), Buffer.from(signature))) return []
  return text
    .split('_')
    .map((part) => {
      const [id = '', version = '', until = ''] = part.split('.')
      return { album: `${id}.${version}`, until: Number.parseInt(until, 36) * 1000 }
    })
    .filter(({ until }) => until > app.now())
}

function sign({ config }: Pick<App, 'config'>, text: string): string {
  return derivedText(config.secret, ['opened-albums', text], 22)
}
