import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { sitePath, viewerPath } from '../../core/links.ts'
import { findMedia } from '../../core/media.ts'
import { readSettings, settingTable } from '../../core/settings.ts'
import { AppError } from '../../errors.ts'
import { refusalOf } from '../../server/refusal.ts'
import { spanOf } from './figures.ts'
import { html } from './html.ts'
import { wordingFor } from './language.ts'
import { type Exchange, homeOf, type Setting, sendPage } from './layout.ts'
import { translate } from './wire.ts'

/** Answers any error as a page in the reader's language: what is the matter, and what to do. */
export async function answerRefusal(
  app: App,
  { request, reply }: Exchange,
  thrown: unknown,
): Promise<FastifyReply> {
  const refusal = refusalOf(thrown, request, reply)
  const setting = await settingWithoutFail(app, request)
  const { status, said } = translate(refusal, setting.language)
  const [matter, advice] = said
  const { texts } = setting
  const { retryAfter, mediaId } = refusal.details
  const existing = mediaId === undefined ? undefined : await findMedia(app, mediaId)
  reply.code(status)
  return sendPage(reply, setting, {
    title: matter,
    narrow: true,
    caching: 'no-store',
    referrer: 'no-referrer',
    head: html`<meta name="robots" content="noindex">`,
    main: html`<section class="card message">
<p class="quiet">${status}</p>
<h1>${matter}</h1>
<p>${advice}${retryAfter !== undefined && ` ${texts.tryAgainIn(spanOf(retryAfter * 1000))}`}</p>
${existing && html`<p><a href="${sitePath(app, viewerPath(existing))}">${texts.existing}</a></p>`}
${status >= 500 && html`<p class="quiet">${texts.requestId} <code>${request.id}</code></p>`}
<a class="button" href="${homeOf(app)}">${texts.home}</a>
</section>`,
  })
}

/** The page for an address that leads nowhere. */
export function answerNowhere(app: App, exchange: Exchange): Promise<FastifyReply> {
  return answerRefusal(app, exchange, new AppError('not-found', 'There is nothing at this address'))
}

/** A fault may be the database's: its page is shown under our own name then. */
async function settingWithoutFail(app: App, request: FastifyRequest): Promise<Setting> {
  const wording = wordingFor(request.headers['accept-language'])
  try {
    return { app, settings: await readSettings(app), ...wording }
  } catch {
    const defaults = Object.entries(settingTable).map(([name, { default: value }]) => [name, value])
    return { app, settings: Object.fromEntries(defaults), ...wording }
  }
}
