import type { IncomingMessage } from 'node:http'
import type { App } from '../core/app.ts'
import { actorOf, keyFromHeaders } from '../core/keys.ts'
import { findSession } from '../core/sessions.ts'
import type { Actor } from '../core/words.ts'
import { cookieNames, readCookie } from './cookies.ts'
import { guestIdOf } from './guests.ts'
import { openedAlbums } from './opened-albums.ts'
import { isFromOtherSite, originOf } from './origin.ts'

/**
 * Who asks, by a key in the headers, else by the cookies of a browser, else a guest. Cookies do not count in what a
 * page of another site makes a browser send, other than following a link. Throws key-invalid.
 */
export async function askerOf(app: App, request: IncomingMessage): Promise<Actor> {
  const origin = originOf(app.config, request)
  const key = keyFromHeaders(request.headers)
  if (key !== undefined) return actorOf(app, key, origin)
  const { headers, method } = request
  const isSafe = method === 'GET' || method === 'HEAD'
  if (!isSafe && isFromOtherSite(app.config, headers)) return actorOf(app, undefined, origin)
  const token = readCookie(headers, cookieNames.session)
  const opened = openedAlbums(app, headers)
  const session = token === undefined ? undefined : await findSession(app, token)
  if (session) {
    return {
      user: session.user,
      keyId: undefined,
      sessionId: session.id,
      group: session.user.group,
      address: origin.address,
      addressSure: origin.sure,
      opened,
    }
  }
  const guest = await actorOf(app, undefined, origin)
  const guestId = guestIdOf(app, request)
  return { ...guest, opened, ...(guestId !== undefined && { guestId }) }
}
