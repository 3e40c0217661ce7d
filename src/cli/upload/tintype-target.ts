import { join } from 'node:path'
import { type Client, createClient, type Media, TintypeError } from '@tintype/client'
import { openFile, openFileStore } from '@tintype/client/node'
import { UsageError } from '../command.ts'
import type { Account } from '../profiles/account.ts'
import { fetchFile } from './fetching.ts'
import type { Link } from './links.ts'
import { askFirst } from './meeting.ts'
import type { Scratch } from './scratch.ts'
import type { Job, Target, Wishes } from './targets.ts'
import { unmetBy } from './unmet.ts'

export type TintypeOptions = {
  wishes: Wishes
  /** Where uploads that were broken off are remembered. */
  stateFolder: string
  scratch: Scratch
  stop: AbortSignal
}

/**
 * A Tintype, which is asked at once whether it is there and knows the key, before anything is tried again and again.
 * Large files that were broken off go on where they stopped. Throws UsageError for an album that is not there, and
 * TintypeError, or the reason of `stop`.
 */
export async function tintypeTarget(account: Account, options: TintypeOptions): Promise<Target> {
  const { url, key } = account
  const client = createClient({ url, ...(key !== undefined && { key }) })
  const origin = await meet(client, key, options.stop)
  const { album, expiresIn, ...rest } = options.wishes
  const given = {
    ...rest,
    ...(expiresIn !== undefined && { expires: expiresIn }),
    ...(album !== undefined && { album: await albumId(client, album, options.stop) }),
    store: openFileStore(join(options.stateFolder, 'uploads')),
  }
  return {
    name: new URL(client.url).host,
    async send(job) {
      const send = (source: File | URL) => {
        const onProgress = ({ sent, total }: { sent: number; total: number }) => job.onProgress(sent, total)
        return client.upload(source, {
          ...given,
          name: job.source.name || undefined,
          signal: job.signal,
          onProgress,
        })
      }
      const { media, repeated } = await sendSource(send, job, options.scratch)
      const link = linkOf(media, { origin, repeated })
      return repeated ? { link, unmet: unmetBy(media, given, Date.now()) } : { link }
    },
  }
}

type Send = (source: File | URL) => ReturnType<Client['upload']>

/** The host fetches addresses itself; what it may not or cannot reach may be within our reach. */
async function sendSource(send: Send, { source, signal }: Job, scratch: Scratch) {
  if (source.kind === 'file') return send(await openFile(source.path))
  try {
    return await send(new URL(source.url))
  } catch (thrown) {
    if (!mayReachMore(thrown)) throw thrown
    const { path } = await fetchFile(source, { scratch, signal })
    return await send(await openFile(path))
  }
}

function mayReachMore(thrown: unknown): boolean {
  return (
    thrown instanceof TintypeError &&
    ['url-disabled', 'url-private', 'url-unreachable', 'url-self'].includes(thrown.code)
  )
}

/** Where the site says it is, which may be another address than the one that it was reached by. */
async function meet(client: Client, key: string | undefined, stop: AbortSignal): Promise<string> {
  const unknown = (cause?: unknown) =>
    new TintypeError({ code: 'key-invalid', message: `${client.url} does not know this key`, cause })
  const ask = (signal: AbortSignal) => client.get('/api/site', { signal })
  const { url, me } = await askFirst({ url: client.url, stop }, ask).catch((thrown: unknown) => {
    throw thrown instanceof TintypeError && thrown.code === 'key-invalid' ? unknown(thrown) : thrown
  })
  if (key !== undefined && !me) throw unknown()
  return new URL(url || client.url).origin
}

async function albumId(client: Client, wanted: string, stop: AbortSignal): Promise<string> {
  const params = { query: { scope: 'mine', flat: '1' } } as const
  const ask = (signal: AbortSignal) => client.get('/api/albums', { params, signal })
  const { items } = await askFirst({ url: client.url, stop }, ask)
  const byId = items.find(({ id }) => id === wanted)
  if (byId) return byId.id
  const named = items.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const [first, second] = named
  if (!first) throw new UsageError(`You have no album ${wanted}`)
  if (second) {
    throw new UsageError(
      `There are ${named.length} albums ${wanted}; give the id of one: ${named.map(({ id }) => id).join(', ')}`,
    )
  }
  return first.id
}

function linkOf(media: Media, { origin, repeated }: { origin: string; repeated: boolean }): Link {
  const { id, type, title, filename, file, width, height, page, deletionUrl } = media
  const medium = media.medium?.url ?? media.poster?.url
  const poster = type === 'video' ? (media.poster ?? media.medium ?? media.thumb) : undefined
  return {
    ...{ url: file.url, page: origin + page, title: title || filename, name: filename, type, id },
    ...(medium !== undefined && { medium }),
    ...(media.thumb && { thumb: media.thumb.url }),
    ...(poster && { poster: poster.url }),
    ...{ width, height, size: file.size, repeated },
    ...(deletionUrl !== undefined && { deleteUrl: deletionUrl }),
  }
}
