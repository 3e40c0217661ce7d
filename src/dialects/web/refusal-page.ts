import type { FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { renderRefusal } from '../../server/pages.ts'
import { refusalOf } from '../../server/refusal.ts'
import type { Exchange } from './exchange.ts'
import { refusals } from './wire.ts'

/** Answers any error as a page in the reader's language: what is the matter, and what to do. */
export async function answerRefusal(
  app: App,
  { request, reply }: Exchange,
  thrown: unknown,
): Promise<FastifyReply> {
  const { code, message, details } = refusalOf(thrown, request, reply)
  const status = refusals[code]
  try {
    return await renderRefusal(app, { request, reply }, { status, code, message, details })
  } catch (error) {
    request.log.error({ err: error }, 'the page of a refusal failed')
    return reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`)
  }
}
