import type { FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { AppError } from '../../errors.ts'
import { type Received, receiveUpload } from '../../server/receive.ts'
import { isBase64, openBytes, type Source } from '../../server/sources.ts'
import { ownRefusals, type Refusal } from './wire.ts'

/** The fields that may hold the file, a URL or base64; `image` is ImgBB's. */
const fields = ['source', 'image'] as const
/** What PHP clients name several files; taken in only to say that one at a time is meant. */
const lists = fields.map((name) => `${name}[]`)

/** Reads the form of an upload and settles who asks. `hear` is told its fields even when the upload is refused. */
export function receiveForm(
  app: App,
  request: FastifyRequest,
  hear: (fields: ReadonlyMap<string, string>) => void,
): Promise<Received> {
  const fileFields = [...fields, ...lists]
  return receiveUpload(app, request, {
    door: 'chevereto',
    keyField: 'key',
    fileFields,
    base64Fields: fields,
    hear,
  })
}

/**
 * The bytes to be uploaded, as `openBytes` finds them; `field` says which dialect of the two was spoken. Answers a
 * refusal for what only this dialect forbids. Throws bad-input, and as `openBytes` does.
 */
export async function openSource(
  app: App,
  { received, method }: { received: Received; method: string },
  stack: AsyncDisposableStack,
): Promise<Source<(typeof fields)[number]> | Refusal> {
  refuseLists(received)
  if (method === 'GET' && isBase64(received, fields)) return ownRefusals['base64-by-get']
  return openBytes(app, { received, fields }, stack)
}

function refuseLists({ form }: Received): void {
  const names = [...form.fields.keys(), form.file?.field ?? '']
  if (names.some((name) => /^(source|image)\[/.test(name))) {
    throw new AppError('bad-input', 'One file a request is taken, in the field source')
  }
}
