import type { App } from '../../core/app.ts'
import { profilePath, sitePath } from '../../core/links.ts'
import { avatarUrl, countPublic } from '../../core/profiles.ts'
import { readSettings } from '../../core/settings.ts'
import type { User } from '../../core/words.ts'
import type { Person } from './wire-media.ts'
import { type Me, type Preferences, type Profile, preferences } from './wire-people.ts'

/** The owner of something, as everybody who sees the thing may see him. */
export async function toPerson(app: App, user: User): Promise<Person> {
  const [avatar, { explore }] = await Promise.all([avatarUrl(app, user), readSettings(app)])
  return {
    ...named(user, avatar),
    ...(explore && !user.hidden && { page: sitePath(app, profilePath(user.name)) }),
  }
}

/** Whoever asks, as he sees himself. */
export async function toMe(app: App, user: User): Promise<Me> {
  const { quotaBytes } = user.group
  return {
    id: user.id,
    ...named(user, await avatarUrl(app, user)),
    ...described(user),
    email: user.email,
    role: user.role,
    group: user.group.name,
    bytesUsed: user.bytesUsed,
    ...(quotaBytes !== undefined && { quotaBytes }),
    hidden: user.hidden,
    page: sitePath(app, profilePath(user.name)),
    createdAt: user.createdAt,
    preferences: chosen(user),
  }
}

/** A user's page. */
export async function toProfile(app: App, user: User, isOwn: boolean): Promise<Profile> {
  const [avatar, counts] = await Promise.all([avatarUrl(app, user), countPublic(app, user)])
  return {
    ...named(user, avatar),
    ...described(user),
    page: sitePath(app, profilePath(user.name)),
    createdAt: user.createdAt,
    ...counts,
    mine: isOwn,
    hidden: user.hidden,
  }
}

function named({ name, displayName }: User, avatar: string | undefined) {
  return {
    name,
    ...(displayName !== undefined && { displayName }),
    ...(avatar !== undefined && { avatar }),
  }
}

function described({ bio, website }: User) {
  return { ...(bio !== undefined && { bio }), ...(website !== undefined && { website }) }
}

/** What was chosen under other rules than today's counts as not chosen. */
function chosen(user: User): Preferences {
  const entries = Object.entries(user.preferences).filter(([name, value]) => {
    return preferences.safeParse({ [name]: value }).success
  })
  return preferences.parse(Object.fromEntries(entries))
}
