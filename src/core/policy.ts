import { AppError } from '../errors.ts'
import { type KindName, kinds } from '../media/kinds.ts'
import type { App } from './app.ts'
import { countWithin } from './floods.ts'
import { type Door, readSettings } from './settings.ts'
import type { Actor, Album, Media, User } from './words.ts'

const minute = 60_000
const hour = 3_600_000

/** Whether the actor may see the media and its bytes. What has expired or lies in the trash nobody may see. */
export function mayView(actor: Actor, media: Media, now: number): boolean {
  return isOpen(media, now) || (isThere(media, now) && mayManage(actor, media))
}

/** Whether anybody may see the media and its bytes: then nobody need be asked who they are. */
export function isOpen(media: Media, now: number): boolean {
  return media.visibility !== 'private' && isThere(media, now)
}

/** Whether the actor may change or delete the media without its deletion link: a guest too, whose browser sent it. */
export function mayManage(actor: Actor, media: Pick<Media, 'userId' | 'guestId'>): boolean {
  if (actor.user) return actor.user.role === 'admin' || actor.user.id === media.userId
  return actor.guestId !== undefined && media.userId === undefined && actor.guestId === media.guestId
}

/** Whether the actor may see what lies in an album: that needs its password where it has one. */
export function mayEnter(
  actor: Actor,
  album: Pick<Album, 'id' | 'userId' | 'visibility' | 'passwordVersion'>,
): boolean {
  if (album.visibility === 'public' || album.visibility === 'link') return true
  if (actor.user && (actor.user.role === 'admin' || actor.user.id === album.userId)) return true
  if (album.visibility === 'private') return false
  return actor.opened?.has(`${album.id}.${album.passwordVersion}`) ?? false
}

/** Neither expired nor in the trash. */
function isThere(media: Pick<Media, 'expiresAt' | 'trashedAt'>, now: number): boolean {
  return media.trashedAt === undefined && !hasExpired(media, now)
}

/** True from the millisecond on at which the media expires. */
export function hasExpired(media: Pick<Media, 'expiresAt'>, now: number): boolean {
  return media.expiresAt !== undefined && media.expiresAt <= now
}

/**
 * Lets an upload begin at a door and counts it against the actor's rate. Called once per upload, as soon as it is
 * known who asks. Throws key-missing, forbidden or flood.
 */
export async function admit(app: App, actor: Actor, door: Door): Promise<void> {
  if (!actor.user) {
    const settings = await readSettings(app)
    if (!settings['guest-doors'].includes(door))
      throw new AppError('key-missing', 'Guests may not upload here')
  }
  if (!actor.group.mayUpload) throw new AppError('forbidden', 'You may not upload')
  await countUpload(app, actor)
}

/** Whether pictures may be fetched from addresses for this actor. Throws url-disabled. */
export async function admitUrl(app: App, actor: Actor): Promise<void> {
  const settings = await readSettings(app)
  if (!settings['url-uploads'] || !actor.group.mayUploadUrls) {
    throw new AppError('url-disabled', 'URL uploading is disabled')
  }
}

/** Whether the site and the group take this kind. Throws kind-disabled. */
export async function admitKind(app: App, actor: Actor, kind: KindName): Promise<void> {
  const settings = await readSettings(app)
  if (settings['disabled-kinds'].includes(kind) || actor.group.kinds?.includes(kind) === false) {
    const what = kinds[kind].extensions[0]
    throw new AppError('kind-disabled', `Files of this kind (${what}) are not taken`, { details: { what } })
  }
}

/**
 * Whether the actor may ask for lists of what is public: explore, search, tags, profiles. Media and albums that are
 * asked for by their address stay open. Throws key-missing on a private site, not-found where there are no such lists.
 */
export async function admitLists(app: App, actor: Actor): Promise<void> {
  const settings = await readSettings(app)
  if (settings['site-private'] && !actor.user) throw new AppError('key-missing', 'Sign in to see this')
  if (!settings.explore) throw new AppError('not-found', 'This site has no public lists')
}

/** How often one address may try to make an account. */
const signUps = {
  most: 20,
  period: hour,
  message: 'Too many sign-ups from your address, try again later',
} as const

/** Whether the actor may make an account; counted by address. Throws forbidden or flood. */
export async function admitSignUp(app: App, actor: Actor): Promise<void> {
  const settings = await readSettings(app)
  if (!settings['sign-up']) throw new AppError('forbidden', 'Nobody may sign up here')
  await countWithin(app, `sign-ups:net:${network(actor.address)}`, signUps)
}

/** Searches that guests of one network may begin: each reads all texts there are. */
const searches = {
  most: 120,
  period: minute,
  message: 'Too many searches from your address, try again later',
} as const

/** Lets somebody search. Throws flood. */
export async function admitSearch(
  app: Pick<App, 'kv'>,
  { user, address }: Pick<Actor, 'user' | 'address'>,
): Promise<void> {
  if (user) return
  await countWithin(app, `searches:net:${network(address)}`, searches)
}

/** How far away an expiry may be, milliseconds: a hundred years. */
export const longestExpiry = 3_155_760_000_000

/** When an upload of this group expires, given what was wished (milliseconds from now; 0: never). */
export function expiryOf(actor: Pick<Actor, 'group'>, wished: number | undefined): number | undefined {
  const { defaultExpiry, maxExpiry } = actor.group
  const expiry = wished === undefined ? defaultExpiry : wished === 0 ? undefined : wished
  return maxExpiry === undefined ? expiry : Math.min(expiry ?? maxExpiry, maxExpiry)
}

/** What a sender's claims are kept under: the account, a guest's browser, or a program's address. */
export function ownerOf(actor: {
  user: Pick<User, 'id'> | undefined
  guestId?: string
  address: string
}): string {
  if (actor.user) return `user:${actor.user.id}`
  // Many share an address, and what one has sent is nobody else's to be shown.
  return actor.guestId === undefined ? `guest:${actor.address}` : `browser:${actor.guestId}`
}

async function countUpload(app: App, actor: Actor): Promise<void> {
  const who = actor.keyId
    ? `key:${actor.keyId}`
    : actor.user
      ? `user:${actor.user.id}`
      : `net:${network(actor.address)}`
  const limits = [
    { unit: 'minute', period: minute, most: actor.group.uploadsPerMinute },
    { unit: 'hour', period: hour, most: actor.group.uploadsPerHour },
  ] as const
  for (const { unit, period, most } of limits) {
    const message = `You can only upload ${most} files per ${unit}`
    const details = { count: most, period: unit }
    await countWithin(app, `uploads:${unit}:${who}`, { most, period, message, details })
  }
}

/** What counters know an address by: whoever has an IPv6 address has a whole /64 of them. */
export function network(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
