import { timingSafeEqual } from 'node:crypto'
import type { App } from '../../core/app.ts'
import { sitePath, viewerPath } from '../../core/links.ts'
import { deletionHash } from '../../core/media.ts'
import type { Media } from '../../core/words.ts'

const name = 'deletion'
/** Seconds. */
const life = 3600

/** The Set-Cookie by which an uploader's browser is shown the deletion link; it is sent to the viewer alone. */
export function deletionCookie(app: App, media: Media): string {
  const path = sitePath(app, viewerPath(media))
  const secure = app.config.baseUrl.startsWith('https:') ? '; Secure' : ''
  return `${name}=${deletionHash(app, media)}; Path=${path}; Max-Age=${life}; HttpOnly; SameSite=Lax${secure}`
}

/** Whether a Cookie header comes from the browser that uploaded the media of late. */
export function readDeletionCookie(app: App, cookies: string | undefined, media: Media): boolean {
  if (cookies === undefined) return false
  const wanted = Buffer.from(deletionHash(app, media))
  return cookies.split(';').some((cookie) => {
    const [key, value = ''] = cookie.trim().split('=')
    const given = Buffer.from(value)
    return key === name && given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}
