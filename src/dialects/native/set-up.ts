import { hasUsers } from '../../core/accounts.ts'
import { checkSetUpToken } from '../../core/guesses.ts'
import { setUpSite } from '../../core/set-up.ts'
import { checkSettings, type Settings } from '../../core/settings.ts'
import { AppError } from '../../errors.ts'
import { originOf } from '../../server/origin.ts'
import { type Call, type Route, route } from './route.ts'
import { signBrowserIn } from './session.ts'
import { type Me, me, type SetUp, setUp } from './wire-people.ts'

/** The first visit to a new site. */
export const setUpRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/setup',
    group: 'site',
    summary: 'Make the first account and choose what the site is',
    details:
      'While nobody has an account (`setUp` of `GET /api/site`). The server prints the `token` when it starts; a wrong one is `bad-credentials`.',
    access: 'anyone',
    body: setUp,
    answer: me,
    status: 201,
    handle: begin,
  }),
]

async function begin(call: Call<unknown, SetUp>): Promise<Me> {
  const { app, request, body } = call
  if (await hasUsers(app.db)) throw new AppError('forbidden', 'This site has been set up')
  await checkSetUpToken(app, originOf(app.config, request.raw), body.token)
  const { name, email, password } = body
  const user = await setUpSite(app, { name, email, password }, settingsOf(body))
  return signBrowserIn(app, call, { user, remember: true })
}

function settingsOf(body: SetUp): Partial<Settings> {
  const { siteName, locale, signUp, guests } = body
  return checkSettings({
    ...(siteName !== undefined && { 'site-name': siteName }),
    ...(locale !== undefined && { locale }),
    ...(signUp !== undefined && { 'sign-up': signUp }),
    ...(body.private !== undefined && { 'site-private': body.private }),
    ...(guests !== undefined && { 'guest-doors': guests ? ['smms', 'web'] : [] }),
  })
}
