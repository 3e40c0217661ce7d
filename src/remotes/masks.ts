import { AppError } from '../errors.ts'
import type { RemoteDescription } from './description.ts'
import { isPlaceholder } from './placeholders.ts'

const mask = '••••'

/** Names whose values are no secrets; everything else may be one. */
const open = new Set([
  ...['accept', 'content-type', 'content-length', 'user-agent', 'accept-language', 'x-requested-with'],
  ...['format', 'ssl', 'action', 'permission', 'strategy_id', 'album_id', 'category_id', 'nsfw', 'type'],
  ...['expiration', 'expired_at', 'is_private', 'domain', 'title', 'description', 'tags', 'privacy', 'page'],
  'visibility',
])

function isOpen(name: string, value: string): boolean {
  return open.has(name.toLowerCase()) || isPlaceholder(value)
}

/** The values of a record without what may be secret; of a long one the end is told, to know it by. */
export function maskRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, isOpen(name, value) ? value : masked(value)]),
  )
}

/** The same for the query of an address. Answers it as it was when nothing in it is hidden. */
export function maskAddress(address: string): string {
  if (!address.includes('?')) return address
  const start = address.indexOf('?') + 1
  const pairs = address
    .slice(start)
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return value.join('=') === '' || open.has(name.toLowerCase())
        ? pair
        : `${name}=${masked(value.join('='))}`
    })
  return address.slice(0, start) + pairs.join('&')
}

/** A description that may be shown to its owner. */
export function maskDescription(description: RemoteDescription): RemoteDescription {
  const { deletePrefix, list } = description
  return {
    ...description,
    url: maskAddress(description.url),
    headers: maskRecord(description.headers),
    fields: maskRecord(description.fields),
    prefix: maskAddress(description.prefix),
    ...(deletePrefix !== undefined && { deletePrefix: maskAddress(deletePrefix) }),
    ...(list && {
      list: {
        ...list,
        url: maskAddress(list.url),
        ...(list.prefix !== undefined && { prefix: maskAddress(list.prefix) }),
      },
    }),
  }
}

/** Fields in which secrets may stand. */
const hiding = ['url', 'headers', 'fields', 'prefix', 'deletePrefix', 'list'] as const
type Hiding = (typeof hiding)[number]

/**
 * A masked description as its owner sends it back, unread as yet: what is still masked becomes what it was. `kept` are
 * the fields in which something did.
 */
export function unmaskDescription(
  given: unknown,
  former: RemoteDescription,
): { description: unknown; kept: Hiding[] } {
  if (!isRecord(given)) return { description: given, kept: [] }
  const { url, headers, fields, prefix, deletePrefix, list } = given
  const shown = maskDescription(former)
  const description = {
    ...given,
    ...(url === shown.url && { url: former.url }),
    ...(isRecord(headers) && { headers: unmaskRecord(headers, former.headers) }),
    ...(isRecord(fields) && { fields: unmaskRecord(fields, former.fields) }),
    ...(prefix === shown.prefix && { prefix: former.prefix }),
    ...(deletePrefix === shown.deletePrefix && { deletePrefix: former.deletePrefix }),
    ...(isRecord(list) &&
      former.list && {
        list: {
          ...list,
          ...(list.url === shown.list?.url && { url: former.list.url }),
          ...(list.prefix === shown.list?.prefix && { prefix: former.list.prefix }),
        },
      }),
  }
  const kept = hiding.filter(
    (field) => JSON.stringify(Reflect.get(description, field)) !== JSON.stringify(given[field]),
  )
  return { description, kept }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text without the secrets of a description, and others besides, wherever they stand in it. */
export function withoutSecrets(
  text: string,
  description: RemoteDescription,
  others: readonly string[] = [],
): string {
  const { url, prefix, deletePrefix = '', list } = description
  const secrets = [description.headers, description.fields]
    .flatMap((record) => Object.entries(record))
    .filter(([name, value]) => !isOpen(name, value))
    .map(([, value]) => value)
    .concat([url, prefix, deletePrefix, list?.url ?? '', list?.prefix ?? ''].flatMap(queryValues), others)
    .flatMap(spellings)
    .filter((value) => value.length > 3)
    .sort((one, other) => other.length - one.length)
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, masked(secret)), text)
}

/** What is done with a description's secrets in its hands: a refusal's words come without them. */
export async function hidingSecrets<Result>(
  description: RemoteDescription,
  work: () => Promise<Result>,
  others: readonly string[] = [],
): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    const { code, cause, details } = thrown
    throw new AppError(code, withoutSecrets(thrown.message, description, others), { cause, details })
  }
}

/** As hosts may say a secret again: as it is, without the word before it, and as addresses and JSON have it. */
function spellings(value: string): string[] {
  const bare = value.replace(/^[\w-]+ (?=\S+$)/, '')
  return [value, bare].flatMap((each) => [
    each,
    encodeURI(each),
    encodeURIComponent(each),
    new URLSearchParams([['', each]]).toString().slice(1),
    JSON.stringify(each).slice(1, -1),
  ])
}

/** The values of a query, as they stand in the address and as they are meant. */
function queryValues(address: string): string[] {
  const query = /\?([^#]*)/.exec(address)?.[1] ?? ''
  const raw = query.split('&').map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)])
  return [...raw, ...new URLSearchParams(query)]
    .filter(([name = '']) => !open.has(name.toLowerCase()))
    .map(([, value = '']) => value)
}

function unmaskRecord(
  given: Record<string, unknown>,
  former: Record<string, string>,
): Record<string, unknown> {
  const shown = maskRecord(former)
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value === shown[name] ? former[name] : value]),
  )
}

function masked(value: string): string {
  return value.length < 16 ? mask : mask + value.slice(-4)
}
