import { baseName } from '../../core/file-names.ts'
import { relay } from '../../core/relay.ts'
import { findRemote } from '../../core/remotes.ts'
import { AppError } from '../../errors.ts'
import { parse } from '../../server/parsing.ts'
import { receiveUpload } from '../../server/receive.ts'
import { type Route, requireUser, route } from './route.ts'
import { remoteUpload, remoteUploadFields } from './wire-remote-uploads.ts'

/** Files that go through us to another host. */
export const remoteUploads: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/remotes/:id/files',
    group: 'remotes',
    summary: 'Send a file to a remote, without keeping it here',
    details:
      'The bytes come as the part `file` of a multipart form. For programs that have no key of the host: what opens ' +
      'it stays here. Limits and kinds are those of uploads. `tintype upload --to NAME` uses it.',
    access: 'user',
    form: { type: 'multipart/form-data', fields: remoteUploadFields, file: 'file' },
    answer: remoteUpload,
    status: 201,
    handle: async ({ app, actor, params, request }) => {
      const remote = await findRemote(app, requireUser(actor).id, params.id ?? '')
      await using received = await receiveUpload(app, request, { door: 'web', fileFields: ['file'], actor })
      const { file, fields } = received.form
      if (!file) throw new AppError('no-source', 'No file was sent')
      const given = parse(remoteUploadFields, Object.fromEntries(fields))
      const filename = baseName(given.filename ?? file.filename)
      return await relay(app, received.actor, { remote, staged: file.staged, filename })
    },
  }),
]
