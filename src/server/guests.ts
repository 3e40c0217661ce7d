import type { IncomingMessage } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { App } from '../core/app.ts'
import { randomText, sha256 } from '../core/ids.ts'
import { cookie, cookieNames, readCookie } from './cookies.ts'
import { isFromOtherSite } from './origin.ts'

/** Seconds. */
const life = 365 * 86_400

type Asked = Pick<IncomingMessage, 'headers' | 'method'>

/**
 * By what media of this browser's guest are known (`Media.guestId`), signed in or not; undefined when it has sent none
 * yet, and when a page of another site makes it change something.
 */
export function guestIdOf(app: Pick<App, 'config'>, request: Asked): string | undefined {
  const secret = readCookie(request.headers, cookieNames.guest)
  if (secret === undefined || !/^[A-Za-z0-9]{43}$/.test(secret)) return undefined
  return isForged(app, request) ? undefined : sha256(secret)
}

/** As guestIdOf, but a browser that has none gets one with this answer: for a guest who uploads. */
export function guestIdFor(
  app: Pick<App, 'config'>,
  request: Asked,
  reply: FastifyReply,
): string | undefined {
  const known = guestIdOf(app, request)
  if (known !== undefined || isForged(app, request)) return known
  const secret = randomText(43)
  reply.header('set-cookie', cookie(app, cookieNames.guest, secret, life))
  return sha256(secret)
}

/** Lets the browser forget its guest. */
export function forgetGuest(app: Pick<App, 'config'>, reply: FastifyReply): void {
  reply.header('set-cookie', cookie(app, cookieNames.guest, '', 0))
}

function isForged(app: Pick<App, 'config'>, { headers, method }: Asked): boolean {
  return method !== 'GET' && method !== 'HEAD' && isFromOtherSite(app.config, headers)
}
