import type { paths } from './api.ts'
import { readJson } from './errors.ts'
import { packForm } from './form.ts'
import type { Transport } from './transport.ts'
import type { Progress } from './upload.ts'

export type RelayOptions = {
  /** The file's name; a `File` has its own. */
  name?: string | undefined
  /** How far it is on its way to the site, which then sends it on. */
  onProgress?: ((progress: Progress) => void) | undefined
  signal?: AbortSignal | undefined
}

type Answers = paths['/api/remotes/{id}/files']['post']['responses']

/** Where a file lies that was sent on. `repeated`: the host had these bytes before. */
export type Relayed = Answers[201]['content']['application/json']

/** Sends a file through a site to a remote of its user's, once: a host that is asked again would have it twice. */
export async function relay(
  transport: Transport,
  { remote, file }: { remote: string; file: Blob },
  { name = (file as Partial<File>).name ?? 'file', onProgress, signal }: RelayOptions,
): Promise<Relayed> {
  const body = packForm({ filename: name }, { bytes: file, name })
  const total = file.size
  const report = onProgress && ((sent: number) => onProgress({ sent: Math.min(sent, total), total }))
  const response = await transport.send(`/api/remotes/${encodeURIComponent(remote)}/files`, {
    ...{ method: 'POST', headers: { 'content-type': body.type }, body, signal, onProgress: report },
  })
  return readJson<Relayed>(response)
}
