import type { App } from '../../core/app.ts'
import { download } from '../../core/download.ts'
import { fileUrl } from '../../core/links.ts'
import { findMedia } from '../../core/media.ts'
import { admitUrl } from '../../core/policy.ts'
import type { Staged } from '../../core/staging.ts'
import { upload } from '../../core/upload.ts'
import type { Actor, Media } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { guestIdFor } from '../../server/guests.ts'
import { type Received, type Reception, receiveUpload } from '../../server/receive.ts'
import { readUploadFields, wishesOf } from '../../server/upload-fields.ts'
import { toWire } from './present-media.ts'
import { type Call, type Route, route } from './route.ts'
import { media, type UploadFields, uploadFields } from './wire-media.ts'

export const uploads: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/media',
    group: 'uploads',
    summary: 'Upload a file',
    details:
      'The bytes come as the part `file` of a multipart form, or from `url`: an http or https address, or a data URI. ' +
      'The same bytes again are refused as `duplicate`, naming the media that holds them and its file, unless `again` is 1.',
    access: 'anyone',
    form: { type: 'multipart/form-data', fields: uploadFields, file: 'file' },
    answer: media,
    status: 201,
    handle: async (call) => {
      const { app } = call
      const actor = uploaderOf(call)
      return toWire(app, actor, await takeUpload(app, { ...call, actor }))
    },
  }),
]

/**
 * Who asks, with an id for a guest's browser that is known from now on. A page says for whom it uploads (the header
 * `x-tintype-user`, a user's id): when the session has ended meanwhile, a guest's upload is not what was meant. Throws
 * key-missing.
 */
export function uploaderOf({ app, actor, request, reply }: Call<unknown, unknown>): Actor {
  const meant = request.headers['x-tintype-user']
  if (meant !== undefined && actor.user?.id !== meant)
    throw new AppError('key-missing', 'The session has ended')
  if (actor.user) return actor
  const guestId = guestIdFor(app, request.raw, reply)
  return guestId === undefined ? actor : { ...actor, guestId }
}

const reception = { door: 'web', fileFields: ['file'], base64Fields: ['url'] } as const satisfies Reception

async function takeUpload(
  app: App,
  { actor, request }: Pick<Call<unknown, unknown>, 'actor' | 'request'>,
): Promise<Media> {
  await using received = await receiveUpload(app, request, { ...reception, actor }).catch(explainUrl)
  await using stack = new AsyncDisposableStack()
  const fields = readUploadFields(received.form.fields)
  const { staged, filename } = await openSource(app, { received, fields }, stack)
  try {
    return await upload(app, actor, staged, wishesOf(fields, filename))
  } catch (thrown) {
    throw await withAddress(app, thrown)
  }
}

/**
 * A duplicate's refusal says where the file is, for whoever can do nothing else than send; not where that would soon lead
 * nowhere, or does for others.
 */
async function withAddress(app: App, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof AppError) || thrown.details.mediaId === undefined) return thrown
  const held = await findMedia(app, thrown.details.mediaId)
  if (!held || held.visibility === 'private' || held.expiresAt !== undefined) return thrown
  const { code, message, details } = thrown
  return new AppError(code, message, { cause: thrown, details: { ...details, url: fileUrl(app, held) } })
}

/** The bytes of a form's file, of a data URI, which reading the form has decoded, or of an address. */
async function openSource(
  app: App,
  { received, fields }: { received: Received; fields: UploadFields },
  stack: AsyncDisposableStack,
): Promise<{ staged: Staged; filename: string }> {
  const { actor, form } = received
  if (form.file) return form.file
  if (fields.url === undefined) throw new AppError('no-source', 'Neither a file nor a URL was sent')
  await admitUrl(app, actor)
  const found = await download(app, fields.url, actor.group.maxFileBytes)
  stack.use(found.staged)
  return found
}

function explainUrl(thrown: unknown): never {
  if (!(thrown instanceof AppError && thrown.code === 'bad-base64')) throw thrown
  throw new AppError('bad-input', 'url: neither an http or https address nor a data URI in base64', {
    cause: thrown,
    details: { field: 'url' },
  })
}
