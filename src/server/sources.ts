import type { App } from '../core/app.ts'
import { decodeBase64, isAddress } from '../core/base64.ts'
import { download } from '../core/download.ts'
import { admitUrl } from '../core/policy.ts'
import type { Staged } from '../core/staging.ts'
import { AppError } from '../errors.ts'
import type { Received } from './receive.ts'

/** What is to be uploaded; `filename` is '' when the client gave none, `field` the form field it came in. */
export type Source<Field extends string> = { staged: Staged; filename: string; field: Field }

type Asked<Field extends string> = {
  received: Received
  /** Names of the fields that may hold a file, an address or base64; the first that is there counts. */
  fields: readonly [Field, ...Field[]]
}

/**
 * The bytes to be uploaded, from a file part, an address or base64; what is staged here is put on `stack`. Throws
 * no-source, empty-source, bad-base64, what `admitUrl` throws and what `download` throws.
 */
export async function openBytes<Field extends string>(
  app: App,
  { received, fields }: Asked<Field>,
  stack: AsyncDisposableStack,
): Promise<Source<Field>> {
  const { actor, form } = received
  if (form.file) {
    const { staged, filename, field } = form.file
    return { staged, filename, field: fields.find((name) => name === field) ?? fields[0] }
  }
  const found = textOf(received, fields)
  if (found === undefined) throw new AppError('no-source', 'Nothing to upload')
  const { field, text } = found
  if (text === '') throw new AppError('empty-source', 'Nothing to upload')
  const limit = actor.group.maxFileBytes
  if (isAddress(text)) {
    await admitUrl(app, actor)
    const { staged, filename } = await download(app, text, limit)
    return { staged: stack.use(staged), filename, field }
  }
  return { staged: stack.use(await decodeBase64(app, text, limit)), filename: '', field }
}

/** Whether what is to be uploaded is still base64 in a text field: that of a query, for bodies are decoded while read. */
export function isBase64(received: Received, fields: readonly string[]): boolean {
  const text = received.form.file ? undefined : textOf(received, fields)?.text
  return text !== undefined && text !== '' && !isAddress(text)
}

function textOf<Field extends string>(
  { form }: Received,
  fields: readonly Field[],
): { field: Field; text: string } | undefined {
  const field = fields.find((name) => form.fields.has(name))
  return field === undefined ? undefined : { field, text: form.fields.get(field)?.trim() ?? '' }
}
