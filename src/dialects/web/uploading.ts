import type { FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { sitePath, viewerPath } from '../../core/links.ts'
import { upload } from '../../core/upload.ts'
import type { Media } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { isFromOtherSite } from '../../server/origin.ts'
import { receiveUpload } from '../../server/receive.ts'
import { deletionCookie } from './cookie.ts'
import type { Exchange } from './layout.ts'

/** The name of the form's field for the file. */
export const fileField = 'file'

/** Takes the home page's form and sends its sender to the viewer, with the deletion link. Throws any refusal. */
export async function answerUpload(app: App, { request, reply }: Exchange): Promise<FastifyReply> {
  if (isFromOtherSite(app.config, request.headers)) {
    throw new AppError('forbidden', 'The form comes from another site')
  }
  const media = await takeUpload(app, request)
  return reply
    .header('set-cookie', deletionCookie(app, media))
    .header('cache-control', 'no-store')
    .redirect(sitePath(app, viewerPath(media)), 303)
}

async function takeUpload(app: App, request: Exchange['request']): Promise<Media> {
  await using received = await receiveUpload(app, request, { door: 'web', fileFields: [fileField] })
  const { actor, form } = received
  if (!form.file) throw new AppError('no-source', 'No file was uploaded')
  const { filename, staged } = form.file
  return await upload(app, actor, staged, { filename, visibility: 'link' })
}
