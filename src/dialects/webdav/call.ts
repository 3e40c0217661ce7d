import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { canonicalName, longestName } from '../../core/file-names.ts'
import { actorOf, looksLikeKey } from '../../core/keys.ts'
import { sitePath } from '../../core/links.ts'
import type { Actor, User } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { originOf } from '../../server/origin.ts'
import type { AnnouncedName, openAnnounced } from './announced.ts'

const root = '/dav'

/** A request while it is answered. */
export type Call = {
  request: FastifyRequest
  reply: FastifyReply
  actor: Actor
  user: User
  /** Names from the root on, decoded and canonical. */
  path: string[]
  announced: ReturnType<typeof openAnnounced>
}

/** The owner of the key that stands in the place of the password, or of the name. Throws key-missing or key-invalid. */
export async function askerOf(
  app: App,
  { headers, raw }: FastifyRequest,
): Promise<{ actor: Actor; user: User }> {
  const [, scheme = '', word = ''] = /^\s*(basic|bearer)\s+(\S+)\s*$/i.exec(headers.authorization ?? '') ?? []
  const plain = Buffer.from(word, 'base64').toString()
  const parts =
    scheme.toLowerCase() === 'basic' ? [plain.slice(plain.indexOf(':') + 1), plain.split(':')[0]] : [word]
  const key = parts.find((part) => part !== undefined && looksLikeKey(part)) ?? word
  const actor = await actorOf(app, key || undefined, originOf(app.config, raw))
  if (!actor.user) throw new AppError('key-missing', 'A key is needed')
  return { actor, user: actor.user }
}

/** The names in the path of an address below the root, decoded and canonical. Throws bad-input. */
export function namesIn(url: string): string[] {
  const [path = ''] = url.split('?')
  if (path !== root && !path.startsWith(`${root}/`)) throw new AppError('bad-input', 'That lies outside')
  try {
    const parts = path.slice(root.length).split('/').filter(Boolean).map(decodeURIComponent)
    if (parts.some((part) => /[/\\]/.test(part))) throw new URIError(path)
    const names = parts.map(canonicalName)
    if (names.includes('')) throw new URIError(path)
    return names
  } catch (cause) {
    throw new AppError('bad-input', 'That is no path', { cause })
  }
}

/** Where COPY and MOVE are to: the names of `Destination`. Throws bad-input, or forbidden for another server. */
export function destinationOf(app: App, { headers }: FastifyRequest): string[] {
  const told = headers.destination
  if (typeof told !== 'string' || !URL.canParse(told, app.config.baseUrl)) {
    throw new AppError('bad-input', 'Destination is missing or no address')
  }
  const { host, pathname } = new URL(told, app.config.baseUrl)
  if (host !== headers.host && host !== new URL(app.config.baseUrl).host) {
    throw new AppError('forbidden', 'Destination is another server')
  }
  const prefix = sitePath(app, '/').replace(/\/$/, '')
  return namesIn(pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname)
}

/** Lets a new thing have this name. Throws bad-input. */
export function admitName(name: string): void {
  if ([...name].length <= longestName) return
  throw new AppError('bad-input', `A name has ${longestName} characters at most`)
}

/** The percent-encoded path of something below the root, as browsers see it. */
export function hrefOf(app: App, names: readonly string[], isFolder: boolean): string {
  const path = [root, ...names.map(encodeURIComponent)].join('/')
  return sitePath(app, isFolder ? `${path}/` : path)
}

/** By what announced files are known. */
export function announcedName({ user }: Pick<Call, 'user'>, names: readonly string[]): AnnouncedName {
  return { userId: user.id, path: names.join('/') }
}
