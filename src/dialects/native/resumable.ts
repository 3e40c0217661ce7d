import { z } from 'zod'
import { findResumable, finishResumable } from '../../core/resumable.ts'
import { arrivedOf, type Resumable, resumableLife } from '../../core/resumable-files.ts'
import type { Actor, Media } from '../../core/words.ts'
import type { AppError } from '../../errors.ts'
import { guestIdOf } from '../../server/guests.ts'
import { refusalOf } from '../../server/refusal.ts'
import { answerTus } from '../../server/tus.ts'
import { readUploadFields, wishesOf } from '../../server/upload-fields.ts'
import { toWire } from './present-media.ts'
import { type Call, type Route, route } from './route.ts'
import { uploaderOf } from './uploads.ts'
import { refused } from './wire.ts'
import { media, type UploadState, uploadState } from './wire-media.ts'

const group = 'uploads'
const about =
  'The tus protocol 1.0 (tus.io) with creation, creation-with-upload, expiration and termination. '

/** Headers of the protocol, as it describes them. */
const version = z.literal('1.0.0').meta({ description: 'The version of tus that is spoken' })
const bytes = z.coerce.number().int().min(0)
const size = bytes.meta({ description: 'Bytes of the whole file' })
const offset = bytes.meta({ description: 'How many bytes have come' })
const metadata = z.string().meta({ description: 'Pairs `name base64`, commas between them' })
const expires = z.string().meta({ description: 'Until when one may go on with it, as HTTP writes dates' })
const part = { type: 'application/offset+octet-stream', fields: z.object({}) }
const whole = { 200: { description: 'All bytes have come: what they are now', answer: media } }

/** Uploads in parts, which survive broken connections and restarts of the server. */
export const resumableRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/uploads',
    group,
    summary: 'Begin an upload in parts',
    details:
      `${about}\`Upload-Length\` is the size of the file; \`Upload-Metadata\` may hold the fields of an upload ` +
      '(all but `url`). The answer, 201, names the address of the upload in `Location`. ' +
      'Only whoever began it, by account or by the cookie of a guest, goes on with it, for a day.',
    access: 'anyone',
    headers: z.object({
      'Tus-Resumable': version,
      'Upload-Length': size,
      'Upload-Metadata': metadata.optional(),
    }),
    form: part,
    status: 201,
    others: whole,
    tells: z.object({
      'Tus-Resumable': version,
      Location: z.string().meta({ description: 'Where the parts go' }),
      'Upload-Offset': offset.optional(),
      'Upload-Expires': expires.optional(),
    }),
    handle: speakTus,
  }),
  route({
    method: 'PATCH',
    path: '/api/uploads/:id',
    group,
    summary: 'Send a part',
    details: `${about}\`Upload-Offset\` says where the part belongs. The last part is answered with the media, 200.`,
    access: 'anyone',
    headers: z.object({ 'Tus-Resumable': version, 'Upload-Offset': offset }),
    form: part,
    others: whole,
    tells: z.object({
      'Tus-Resumable': version,
      'Upload-Offset': offset,
      'Upload-Expires': expires.optional(),
    }),
    handle: speakTus,
  }),
  route({
    method: 'DELETE',
    path: '/api/uploads/:id',
    group,
    summary: 'Give an upload up',
    details: about,
    access: 'anyone',
    headers: z.object({ 'Tus-Resumable': version }),
    tells: z.object({ 'Tus-Resumable': version }),
    handle: speakTus,
  }),
  route({
    method: 'HEAD',
    path: '/api/uploads/:id',
    group,
    summary: 'How many bytes have come',
    details: about,
    access: 'anyone',
    headers: z.object({ 'Tus-Resumable': version }),
    status: 200,
    tells: z.object({
      'Tus-Resumable': version,
      'Upload-Length': size,
      'Upload-Offset': offset,
      'Upload-Metadata': metadata.optional(),
      'Upload-Expires': expires.optional(),
    }),
    handle: speakTus,
  }),
  route({
    method: 'GET',
    path: '/api/uploads/:id',
    group,
    summary: 'How far an upload in parts is',
    details:
      'With the media once all bytes have come: whoever lost the answer to the last part finds it here. An upload ' +
      'that was refused is refused again.',
    access: 'anyone',
    answer: uploadState,
    handle: showState,
  }),
]

/** Who has signed in goes on with what the browser began as a guest. */
function beginnerOf({ app, actor, request }: Call<unknown, unknown>): Actor {
  const guestId = guestIdOf(app, request.raw)
  return guestId === undefined ? actor : { ...actor, guestId }
}

async function showState(call: Call<unknown, unknown>): Promise<UploadState> {
  const { app, params } = call
  const actor = beginnerOf(call)
  const found = await findResumable(app, actor, params.id ?? '')
  const media = await finish({ app, actor }, found)
  return {
    id: found.id,
    size: found.size,
    offset: media ? found.size : await arrivedOf(app, found),
    expiresAt: found.createdAt + resumableLife,
    ...(media && { media: await toWire(app, actor, media) }),
  }
}

function finish(
  { app, actor }: Pick<Call<unknown, unknown>, 'app' | 'actor'>,
  resumable: Resumable,
): Promise<Media | undefined> {
  const fields = readUploadFields(Object.entries(resumable.fields))
  return finishResumable(app, actor, { resumable, wishes: wishesOf(fields, '') })
}

async function speakTus(call: Call<unknown, unknown>) {
  const { app, request, reply } = call
  const actor = request.method === 'POST' ? uploaderOf(call) : beginnerOf(call)
  return answerTus(app, {
    actor,
    request,
    reply,
    read: (fields) => wishesOf(readUploadFields(Object.entries(fields)), ''),
    finish: async (id) => {
      const media = await finish({ app, actor }, await findResumable(app, actor, id))
      if (!media) throw new Error('the bytes of an upload are fewer than they were')
      return JSON.stringify(await toWire(app, actor, media))
    },
    refuse: (thrown: AppError, told) => {
      const { status, body } = refused(refusalOf(thrown, request, reply), request.id)
      return { status: told ?? status, body: JSON.stringify(body) }
    },
  })
}
