import type { FastifyReply } from 'fastify'
import type { App } from '../core/app.ts'
import { randomText, sha256 } from '../core/ids.ts'
import type { Actor } from '../core/words.ts'
import { cookie, cookieNames } from './cookies.ts'

/** Seconds that a guest's browser is known. */
const life = 400 * 86_400

/**
 * The asker with an id by which a guest's browser is known again: one that has none yet gets it now, as a cookie.
 * Whoever has an account stays as he is.
 */
export function withGuestId(app: App, actor: Actor, reply: FastifyReply): Actor {
  if (actor.user || actor.guestId !== undefined) return actor
  const secret = randomText(43)
  reply.header('set-cookie', cookie(app, cookieNames.guest, secret, life))
  return { ...actor, guestId: sha256(secret) }
}
