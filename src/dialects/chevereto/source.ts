import type { FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { decodeBase64, isAddress } from '../../core/base64.ts'
import { download } from '../../core/download.ts'
import { admitUrl } from '../../core/policy.ts'
import type { Staged } from '../../core/staging.ts'
import { AppError } from '../../errors.ts'
import { type Received, receiveUpload } from '../../server/receive.ts'
import { ownRefusals, type Refusal } from './wire.ts'

/** The fields that may hold the file, a URL or base64; `image` is ImgBB's. */
const sources = ['source', 'image'] as const
/** What PHP clients name several files; taken in only to say that one at a time is meant. */
const lists = sources.map((name) => `${name}[]`)

/** What is to be uploaded. `field` says which dialect of the two was spoken. */
export type Source = { staged: Staged; filename: string; field: (typeof sources)[number] }

/** Reads the form of an upload and settles who asks. `hear` is told its fields even when the upload is refused. */
export function receiveForm(
  app: App,
  request: FastifyRequest,
  hear: (fields: ReadonlyMap<string, string>) => void,
): Promise<Received> {
  const fileFields = [...sources, ...lists]
  return receiveUpload(app, request, {
    door: 'chevereto',
    keyField: 'key',
    fileFields,
    base64Fields: sources,
    hear,
  })
}

/**
 * The bytes to be uploaded, from a file part, base64 or a URL; a source that is of this dialect's own making is put on
 * `stack`. Answers a refusal for what only this dialect forbids. Throws no-source, empty-source, bad-input, bad-base64
 * and what fetching from a URL throws.
 */
export async function openSource(
  app: App,
  { received, method }: { received: Received; method: string },
  stack: AsyncDisposableStack,
): Promise<Source | Refusal> {
  const { actor, form } = received
  refuseLists(received)
  if (form.file) {
    const { staged, filename, field } = form.file
    return { staged, filename, field: field === 'image' ? 'image' : 'source' }
  }
  const field = sources.find((name) => form.fields.has(name))
  const text = field && form.fields.get(field)?.trim()
  if (field === undefined || text === undefined) throw new AppError('no-source', 'Nothing to upload')
  if (text === '') throw new AppError('empty-source', 'Nothing to upload')
  const limit = actor.group.maxFileBytes
  if (isAddress(text)) {
    await admitUrl(app, actor)
    const { staged, filename } = await download(app, text, limit)
    return { staged: stack.use(staged), filename, field }
  }
  if (method === 'GET') return ownRefusals['base64-by-get']
  return { staged: stack.use(await decodeBase64(app, text, limit)), filename: '', field }
}

function refuseLists({ form }: Received): void {
  const names = [...form.fields.keys(), form.file?.field ?? '']
  if (names.some((name) => /^(source|image)\[/.test(name))) {
    throw new AppError('bad-input', 'One file a request is taken, in the field source')
  }
}
