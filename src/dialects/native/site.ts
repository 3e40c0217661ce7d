import { hasUsers } from '../../core/accounts.ts'
import type { App } from '../../core/app.ts'
import { listCategories } from '../../core/categories.ts'
import { findGroup } from '../../core/groups.ts'
import { countClaimable } from '../../core/guests.ts'
import { siteUrl } from '../../core/links.ts'
import { expiryOf } from '../../core/policy.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import { readVersion } from '../../core/version.ts'
import type { Actor } from '../../core/words.ts'
import { kindNames, kinds } from '../../media/kinds.ts'
import { guestIdOf } from '../../server/guests.ts'
import { toMe } from './people.ts'
import { type Call, type Route, route } from './route.ts'
import { type Limits, type Site, site } from './wire-people.ts'

/** From this size on files go in parts, bytes. */
const resumableFrom = 16_000_000
const parallel = 3

/** Sites on which somebody has been seen to have an account: that is not asked again before the next start. */
const begun = new WeakSet<App>()

/** What pages need to know before anything else. */
export const siteRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/site',
    group: 'site',
    summary: 'The site, what you may do on it, and who you are',
    access: 'anyone',
    answer: site,
    handle: showSite,
  }),
]

async function showSite({ app, actor, request }: Call<unknown, unknown>): Promise<Site> {
  const [settings, categories, anybody, people] = await Promise.all([
    readSettings(app),
    listCategories(app),
    hasBegun(app),
    peopleOf(app, actor, guestIdOf(app, request.raw)),
  ])
  const { announcement, terms } = settings
  return {
    name: settings['site-name'],
    base: new URL(app.config.baseUrl).pathname.replace(/\/$/, ''),
    url: siteUrl(app, ''),
    signUp: settings['sign-up'],
    private: settings['site-private'],
    explore: settings.explore,
    setUp: !anybody,
    locale: settings.locale,
    timeZone: app.config.timeZone,
    ...(announcement !== '' && { announcement }),
    ...(terms !== '' && { terms }),
    hasHistory: guestIdOf(app, request.raw) !== undefined,
    historyByAddress: settings['history-by-address'],
    categories,
    limits: await limitsOf(app, actor, settings),
    ...people,
  }
}

async function hasBegun(app: App): Promise<boolean> {
  if (begun.has(app)) return true
  const anybody = await hasUsers(app.db)
  if (anybody) begun.add(app)
  return anybody
}

async function peopleOf(app: App, { user }: Actor, guestId: string | undefined) {
  if (!user) return {}
  const [me, claimable] = await Promise.all([
    toMe(app, user),
    guestId === undefined ? 0 : countClaimable(app, guestId),
  ])
  return {
    me,
    ...(claimable > 0 && { claimable }),
    ...(user.role === 'admin' && { version: await readVersion() }),
  }
}

async function limitsOf(app: App, actor: Actor, settings: Settings): Promise<Limits> {
  const { group, user } = actor
  const members = user ? group : await findGroup(app, 'members')
  const defaultExpiry = expiryOf(actor, undefined)
  const taken = kindNames.filter(
    (name) => !settings['disabled-kinds'].includes(name) && group.kinds?.includes(name) !== false,
  )
  return {
    mayUpload: group.mayUpload && (user !== undefined || settings['guest-doors'].includes('web')),
    mayUploadUrls: group.mayUploadUrls && settings['url-uploads'],
    maxFileBytes: group.maxFileBytes,
    ...(members.maxFileBytes > group.maxFileBytes && { memberMaxFileBytes: members.maxFileBytes }),
    kinds: taken.map((name) => {
      const { label, type, mime, extensions } = kinds[name]
      return { label, type, mime, extensions: [...extensions] }
    }),
    ...(defaultExpiry !== undefined && { defaultExpiry }),
    ...(group.maxExpiry !== undefined && { maxExpiry: group.maxExpiry }),
    metadata: app.config.metadata,
    posters: app.media.ffmpeg !== undefined,
    parallel,
    resumableFrom,
  }
}
