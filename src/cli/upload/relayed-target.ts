import { createClient, TintypeError } from '@tintype/client'
import { openFile } from '@tintype/client/node'
import { fetchFile } from './fetching.ts'
import { isFilmName } from './media-names.ts'
import type { Scratch } from './scratch.ts'
import type { Source } from './sources.ts'
import type { Target } from './targets.ts'

type Account = { url: string; key: string }

/**
 * A remote of somebody's account by its id or name, in any case: its Tintype sends files on, since only it knows what
 * opens the host. Undefined when there is none. Throws TintypeError.
 */
export async function findServersRemote(
  account: Account,
  { name, scratch }: { name: string; scratch: Scratch },
): Promise<Target | undefined> {
  const { items } = await createClient(account).get('/api/remotes')
  const wanted = name.toLowerCase()
  const remote = items.find((each) => each.id === name || each.name.toLowerCase() === wanted)
  if (!remote) return undefined
  return {
    name: `${remote.name} (${remote.host})`,
    async send({ source, onProgress, signal }) {
      const file = source.kind === 'file' ? source : await fetchFile(source, { scratch, signal })
      const { url, deleteUrl, repeated } = await sendFile(account, { id: remote.id, file, signal })
      onProgress(file.size, file.size)
      const { name: title, size } = file
      const type = isFilmName(title) ? 'video' : 'image'
      return { url, title, name: title, type, size, repeated, ...(deleteUrl !== undefined && { deleteUrl }) }
    },
  }
}

type Order = { id: string; file: Source & { kind: 'file' }; signal: AbortSignal }

async function sendFile({ url, key }: Account, { id, file, signal }: Order): Promise<RemoteUpload> {
  const body = new FormData()
  body.append('filename', file.name)
  body.append('file', await openFile(file.path), file.name)
  const answer = await fetch(`${url}/api/remotes/${encodeURIComponent(id)}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body,
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new TintypeError({ code: 'network', message: `${new URL(url).host} cannot be reached`, cause })
  })
  const told = (await answer.json().catch(() => undefined)) as Told
  if (told && 'url' in told) return told
  throw new TintypeError({
    code: told?.error.code ?? 'not-tintype',
    status: answer.status,
    message: told?.error.message ?? `HTTP ${answer.status}`,
  })
}

type RemoteUpload = { url: string; deleteUrl?: string; repeated: boolean }
type Told = RemoteUpload | { error: { code: string; message: string } } | undefined
