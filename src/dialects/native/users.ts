import { findUserByName } from '../../core/accounts.ts'
import { admitLists } from '../../core/policy.ts'
import { AppError } from '../../errors.ts'
import { toProfile } from './people.ts'
import { type Call, type Route, route } from './route.ts'
import { type Profile, profile } from './wire-people.ts'

/** Other people. */
export const userRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/users/:name',
    group: 'account',
    summary: "Somebody's profile",
    details: 'Whoever hides it is the only one to find it.',
    access: 'anyone',
    answer: profile,
    handle: showProfile,
  }),
]

async function showProfile({ app, actor, params }: Call<unknown, unknown>): Promise<Profile> {
  const user = await findUserByName(app, params.name ?? '')
  const isOwn = user !== undefined && user.id === actor.user?.id
  if (!isOwn) await admitLists(app, actor)
  if (!user || (user.hidden && !isOwn && actor.user?.role !== 'admin')) {
    throw new AppError('not-found', 'There is nobody of this name')
  }
  return toProfile(app, user, isOwn)
}
