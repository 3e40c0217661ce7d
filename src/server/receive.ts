import type { FastifyRequest } from 'fastify'
import type { App } from '../core/app.ts'
import { largestFile } from '../core/groups.ts'
import { actorOf, keyFromHeaders } from '../core/keys.ts'
import { admit } from '../core/policy.ts'
import type { Door } from '../core/settings.ts'
import { type Staged, stage } from '../core/staging.ts'
import type { Actor } from '../core/words.ts'
import { AppError } from '../errors.ts'
import { discardBody, mostDiscarded, openBody } from './bodies.ts'
import { type Form, readForm } from './forms.ts'
import { originOf } from './origin.ts'

export type Received = AsyncDisposable & { actor: Actor; form: Form }

export type Reception = {
  door: Door
  /** Names of the form fields that may hold the file. */
  fileFields: readonly string[]
  /** Names of text fields whose value may be base64 of the file. */
  base64Fields?: readonly string[]
  /** The field that a body is taken for which is the file itself. */
  rawField?: string
  /** The form field that may hold the key; a key in a header goes before it. */
  keyField?: string
  /** Who asks, where that is known already, by a browser's session for instance. */
  actor?: Actor
  /**
   * Hears of the form's fields as soon as there are any, also when the upload is refused later: a refusal is to be
   * written in the format that the form asks for.
   */
  hear?: (fields: ReadonlyMap<string, string>) => void
}

/** How many files of one address may be on their way at once while it is not known whose they are. */
const maxUnknown = 4
const unknownFor = 15 * 60_000

/**
 * Reads an upload's form and settles who asks: before the file when a header or an earlier field says it, else at the
 * form's end, the file staged meanwhile under the largest group's limit, few at a time per address. The actor is
 * admitted once. Throws what `readForm`, `actorOf` and `admit` throw.
 */
export async function receiveUpload(
  app: App,
  request: FastifyRequest,
  reception: Reception,
): Promise<Received> {
  const origin = originOf(app.config, request.raw)
  const headerKey = keyFromHeaders(request.headers)
  const keyIn = (fields: ReadonlyMap<string, string>): string | undefined =>
    headerKey ??
    (reception.keyField === undefined ? undefined : fields.get(reception.keyField)?.trim() || undefined)
  const identify = async (key: string | undefined): Promise<Actor> => {
    const actor = reception.actor ?? (await actorOf(app, key, origin))
    await admit(app, actor, reception.door)
    return actor
  }
  let known: Actor | undefined
  await using unknown = new AsyncDisposableStack()
  const limit = async (fields: ReadonlyMap<string, string>): Promise<number> => {
    reception.hear?.(fields)
    const key = keyIn(fields)
    if (key === undefined && reception.keyField !== undefined) {
      await holdPlace(app, unknown, origin.address)
      return largestFile(app)
    }
    known = await identify(key)
    return known.group.maxFileBytes
  }
  const form = await readForm(app, request, {
    fileFields: reception.fileFields,
    limit,
    ...(reception.base64Fields && { base64Fields: reception.base64Fields }),
    ...(reception.rawField !== undefined && { rawField: reception.rawField }),
  })
  try {
    reception.hear?.(form.fields)
    const actor = known ?? (await identify(keyIn(form.fields)))
    return { actor, form, [Symbol.asyncDispose]: () => form[Symbol.asyncDispose]() }
  } catch (error) {
    await form[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * Stages a body that is nothing but the file, whatever its type, for somebody who is known. Throws what `admit` and
 * `stage` throw.
 */
export async function receiveBody(app: App, request: FastifyRequest, actor: Actor): Promise<Staged> {
  try {
    await admit(app, actor, 'web')
    const limit = actor.group.maxFileBytes
    const bounds = { most: () => limit + mostDiscarded, idle: undefined }
    return await stage(app, openBody(request.raw, bounds), limit)
  } finally {
    void discardBody(request.raw)
  }
}

async function holdPlace(app: App, stack: AsyncDisposableStack, address: string): Promise<void> {
  const name = `unknown-senders:${address}`
  const { count } = await app.kv.increment(name, unknownFor)
  stack.defer(() => app.kv.decrement(name))
  if (count > maxUnknown) {
    throw new AppError('busy', 'Too many uploads at once without a key', { details: { retryAfter: 5 } })
  }
}
