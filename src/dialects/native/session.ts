import type { z } from 'zod'
import { createUser } from '../../core/accounts.ts'
import type { App } from '../../core/app.ts'
import { authenticateFrom } from '../../core/guesses.ts'
import { admitSignUp } from '../../core/policy.ts'
import { createSession, endSession, endSessions, listSessions } from '../../core/sessions.ts'
import type { Actor, User } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { cookie, cookieNames } from '../../server/cookies.ts'
import { originOf } from '../../server/origin.ts'
import { toMe } from './people.ts'
import { type Call, type Route, route } from './route.ts'
import { type Me, me, type SignIn, type SignUp, sessionList, signIn, signUp } from './wire-people.ts'

/** Seconds that a browser keeps the cookie of a session that it remembers: the longest that browsers allow. */
const cookieLife = 400 * 86_400

/** Signing in and out, and where one is signed in. */
export const sessionRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/session',
    group: 'session',
    summary: 'Sign this browser in',
    details:
      'Sets a cookie. After ten wrong passwords from one address or for one account, `flood` for up to 15 minutes.',
    access: 'anyone',
    body: signIn,
    answer: me,
    handle: enter,
  }),
  route({
    method: 'DELETE',
    path: '/api/session',
    group: 'session',
    summary: 'Sign this browser out',
    access: 'anyone',
    handle: leave,
  }),
  route({
    method: 'POST',
    path: '/api/account',
    group: 'account',
    summary: 'Make an account and sign this browser in',
    details: 'Where the site lets anybody (`signUp` of `GET /api/site`); `forbidden` elsewhere.',
    access: 'anyone',
    body: signUp,
    answer: me,
    status: 201,
    handle: join,
  }),
  route({
    method: 'GET',
    path: '/api/sessions',
    group: 'session',
    summary: 'Where you are signed in, the last seen first',
    details: 'Not with a key.',
    access: 'user',
    answer: sessionList,
    handle: showSessions,
  }),
  route({
    method: 'DELETE',
    path: '/api/sessions',
    group: 'session',
    summary: 'Sign every other browser out',
    details: 'Not with a key.',
    access: 'user',
    handle: async ({ app, actor }) => {
      const { user, sessionId } = requireBrowser(actor)
      await endSessions(app.db, user.id, sessionId)
      return undefined
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/sessions/:id',
    group: 'session',
    summary: 'Sign one browser out',
    details: 'Not with a key.',
    access: 'user',
    handle: async ({ app, actor, params }) => {
      await endSession(app, requireBrowser(actor).user, params.id ?? '')
      return undefined
    },
  }),
]

/** Who has signed in with a browser: what a key must not reach, or it could make itself more than it is. Throws forbidden. */
export function requireBrowser({ user, sessionId }: Actor): { user: User; sessionId: string } {
  if (!user) throw new AppError('key-missing', 'Sign in')
  if (sessionId === undefined) throw new AppError('forbidden', 'A key may not do this: sign in')
  return { user, sessionId }
}

/** Signs the browser that asks in. */
export async function signBrowserIn(
  app: App,
  { request, reply }: Pick<Call<unknown, unknown>, 'request' | 'reply'>,
  { user, remember }: { user: User; remember: boolean },
): Promise<Me> {
  const { address } = originOf(app.config, request.raw)
  const userAgent = request.headers['user-agent'] ?? ''
  const { token } = await createSession(app, user, { address, userAgent, remember })
  reply.header('set-cookie', cookie(app, cookieNames.session, token, remember ? cookieLife : undefined))
  return toMe(app, user)
}

async function enter(call: Call<unknown, SignIn>): Promise<Me> {
  const { app, actor, request, body } = call
  const user = await authenticateFrom(app, originOf(app.config, request.raw), body)
  await endCurrent(app, actor)
  return signBrowserIn(app, call, { user, remember: body.remember ?? false })
}

async function leave({ app, actor, reply }: Call<unknown, unknown>): Promise<undefined> {
  await endCurrent(app, actor)
  reply.header('set-cookie', cookie(app, cookieNames.session, '', 0))
  return undefined
}

async function join(call: Call<unknown, SignUp>): Promise<Me> {
  const { app, actor, body } = call
  await admitSignUp(app, actor)
  const user = await createUser(app, { ...body, role: 'user' })
  await endCurrent(app, actor)
  return signBrowserIn(app, call, { user, remember: true })
}

/** A browser has one session at a time. */
async function endCurrent(app: App, { user, sessionId }: Actor): Promise<void> {
  if (!user || sessionId === undefined) return
  await endSession(app, user, sessionId).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'not-found')) throw error
  })
}

async function showSessions({ app, actor }: Call<unknown, unknown>): Promise<z.infer<typeof sessionList>> {
  const { user, sessionId } = requireBrowser(actor)
  const sessions = await listSessions(app, user)
  return { items: sessions.map((each) => ({ ...each, current: each.id === sessionId })) }
}
