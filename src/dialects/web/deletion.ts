import type { FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { findByGuessedHash, findByGuessedToken } from '../../core/guesses.ts'
import { parseViewerName, sitePath, viewerPath } from '../../core/links.ts'
import { deleteMedia } from '../../core/media.ts'
import type { Media } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { originOf } from '../../server/origin.ts'
import { html } from './html.ts'
import { wordingFor } from './language.ts'
import { type Exchange, type Setting, sendPage, settingFor } from './layout.ts'
import { deletesAtOnce, isBrowser } from './manners.ts'
import { previewOf } from './shown.ts'

/** What opens a deletion: SM.MS's hash, or Chevereto's id and token. */
export type Opener = { hash: string } | { name: string; token: string }

/**
 * Follows a deletion link as its follower's manners ask: a tool's GET and every POST delete, others are asked first.
 * Throws not-found for an opener that opens nothing, and flood after many of them.
 */
export async function answerDeletion(app: App, exchange: Exchange, opener: Opener): Promise<FastifyReply> {
  const { request } = exchange
  try {
    const media = await open(app, exchange, opener)
    if (!deletesAtOnce(request.method, request.headers)) return await ask(app, exchange, media)
    await deleteMedia(app, media)
    return await confirm(app, exchange, 'deleted')
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'already-deleted')) throw error
    return confirm(app, exchange, 'deletedBefore')
  }
}

function open(app: App, { request }: Exchange, opener: Opener): Promise<Media> {
  const origin = originOf(app.config, request.raw)
  if ('hash' in opener) return findByGuessedHash(app, origin, opener.hash)
  const parsed = parseViewerName(opener.name)
  if (!('id' in parsed)) throw new AppError('not-found', 'File not found')
  return findByGuessedToken(app, origin, { id: parsed.id, token: opener.token })
}

async function ask(app: App, { request, reply }: Exchange, media: Media): Promise<FastifyReply> {
  const setting = await settingFor(app, request)
  const { texts } = setting
  const preview = media.visibility === 'private' || media.nsfw ? undefined : previewOf(app, media)
  return sendSecret(reply, setting, {
    title: texts.askDeletion,
    main: html`<section class="card message">
<h1>${texts.askDeletion}</h1>
${preview && html`<img src="${preview.url}" width="${preview.width}" height="${preview.height}" alt="">`}
<p dir="auto"><strong>${media.title || media.name}</strong></p>
<p>${texts.askDeletionAdvice}</p>
<form method="post" class="buttons">
<button class="button danger" type="submit">${texts.remove}</button>
<a class="button plain" href="${sitePath(app, viewerPath(media))}">${texts.keep}</a>
</form>
</section>`,
  })
}

/** Tools look for these very words in this very element (SM.MS's page), so only people read them translated. */
async function confirm(
  app: App,
  { request, reply }: Exchange,
  outcome: 'deleted' | 'deletedBefore',
): Promise<FastifyReply> {
  const setting = await settingFor(app, request)
  const wording = isBrowser(request.headers) ? setting : { ...setting, ...wordingFor('en') }
  return sendSecret(reply, wording, {
    title: wording.texts.deletion,
    main: html`<section class="card message">
<h1>${wording.texts.deletion}</h1>
<div class="card-body">\n    ${wording.texts[outcome]}
</div>
</section>`,
  })
}

/** The address is a secret: it is neither kept, nor listed, nor told to others. */
function sendSecret(
  reply: FastifyReply,
  setting: Setting,
  { title, main }: { title: string; main: ReturnType<typeof html> },
): FastifyReply {
  return sendPage(reply, setting, {
    title,
    main,
    head: html`<meta name="robots" content="noindex">`,
    narrow: true,
    caching: 'no-store',
    referrer: 'no-referrer',
  })
}
