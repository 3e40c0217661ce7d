import { closeAccount } from '../../core/account-removal.ts'
import type { App } from '../../core/app.ts'
import { checkOwnPassword } from '../../core/guesses.ts'
import { setPassword } from '../../core/passwords.ts'
import { changeProfile } from '../../core/profiles.ts'
import type { User } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { cookie, cookieNames } from '../../server/cookies.ts'
import { toMe } from './people.ts'
import { type Call, type Route, requireUser, route } from './route.ts'
import { requireBrowser } from './session.ts'
import {
  type AccountChange,
  accountChange,
  accountDeletion,
  type Me,
  me,
  passwordChange,
} from './wire-people.ts'

/** One's own account. */
export const accountRoutes: readonly Route[] = [
  route({
    method: 'PATCH',
    path: '/api/account',
    group: 'account',
    summary: 'Change what your account says of you, or your preferences',
    details: 'What is left out stays. Name and e-mail address cannot be changed with a key.',
    access: 'user',
    body: accountChange,
    answer: me,
    handle: change,
  }),
  route({
    method: 'POST',
    path: '/api/account/password',
    group: 'account',
    summary: 'Change your password',
    details:
      'Every other browser is signed out; keys stay. Not with a key. Wrong passwords count as when signing in.',
    access: 'user',
    body: passwordChange,
    handle: async (call) => {
      const { app, actor, body } = call
      const { user, sessionId } = requireBrowser(actor)
      await checkPassword(call, user, { field: 'current', password: body.current })
      await setPassword(app, user, { password: body.next, keep: sessionId, field: 'next' })
      return undefined
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/account',
    group: 'account',
    summary: 'Remove your account with everything in it',
    details: 'At once and for ever; the only administrator cannot (`forbidden`). Not with a key.',
    access: 'user',
    body: accountDeletion,
    handle: async (call) => {
      const { app, actor, body, reply } = call
      const { user } = requireBrowser(actor)
      await checkPassword(call, user, { field: 'password', password: body.password })
      await closeAccount(app, user)
      reply.header('set-cookie', cookie(app, cookieNames.session, '', 0))
      return undefined
    },
  }),
]

async function change({ app, actor, body }: Call<unknown, AccountChange>): Promise<Me> {
  const user = requireUser(actor)
  if (body.name !== undefined || body.email !== undefined) requireBrowser(actor)
  return toMe(app, await changeProfile(app, user, body))
}

/** Throws bad-credentials naming the field, or flood. */
async function checkPassword(
  { app }: { app: App },
  user: User,
  { field, password }: { field: string; password: string },
): Promise<void> {
  await checkOwnPassword(app, user, password).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'bad-credentials')) throw error
    throw new AppError('bad-credentials', 'That is not your password', { details: { field } })
  })
}
