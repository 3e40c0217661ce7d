import { createClient } from '@tintype/client'
import { openFile } from '@tintype/client/node'
import { fetchFile } from './fetching.ts'
import { isFilmName } from './media-names.ts'
import { askFirst } from './meeting.ts'
import type { Scratch } from './scratch.ts'
import type { Target } from './targets.ts'

type Account = { url: string; key: string }

/**
 * A remote of somebody's account by its id or name, in any case: its Tintype sends files on, since only it knows what
 * opens the host. Undefined when there is none. Throws TintypeError, or the signal's reason.
 */
export async function findServersRemote(
  account: Account,
  { name, scratch, stop }: { name: string; scratch: Scratch; stop: AbortSignal },
): Promise<Target | undefined> {
  const client = createClient(account)
  const { items } = await askFirst({ url: client.url, stop }, (signal) =>
    client.get('/api/remotes', { signal }),
  )
  const wanted = name.toLowerCase()
  const remote = items.find((each) => each.id === name || each.name.toLowerCase() === wanted)
  if (!remote) return undefined
  return {
    name: `${remote.name} (${remote.host})`,
    async send({ source, onProgress, signal }) {
      const file = source.kind === 'file' ? source : await fetchFile(source, { scratch, signal })
      const { name: title, size } = file
      const { url, deleteUrl, repeated } = await client.relay(remote.id, await openFile(file.path), {
        ...{ name: title, signal, onProgress: ({ sent, total }) => onProgress(sent, total) },
      })
      const type = isFilmName(title) ? 'video' : 'image'
      const link = { url, title, name: title, type, size, repeated } as const
      return { link: { ...link, ...(deleteUrl !== undefined && { deleteUrl }) } }
    },
  }
}
