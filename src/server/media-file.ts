import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../core/app.ts'
import { fileName } from '../core/media-rows.ts'
import type { Media } from '../core/words.ts'
import { AppError } from '../errors.ts'
import { judgeConditions, judgeRange } from './conditions.ts'
import { findFacts } from './delivery-facts.ts'
import { fileHeaders } from './delivery-headers.ts'

/** Sends the original of a media to somebody who may see it, as a whole or in part. Throws not-found. */
export async function sendOriginal(
  app: App,
  media: Media,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  const { folder, name } = media
  const facts = await findFacts(app.store, media, { folder, name, file: fileName(media) })
  if (!facts) throw new AppError('not-found', 'There is no such file')
  const headers = fileHeaders(facts, app.now())
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
  reply.header('cache-control', 'private, no-cache')
  const verdict = judgeConditions(request.headers, facts)
  if (verdict === 'unchanged') return void reply.code(304).send()
  if (verdict === 'failed') return void reply.code(412).send()
  const range = judgeRange(request.headers, facts)
  if (range === 'unsatisfiable') {
    return void reply.code(416).header('content-range', `bytes */${facts.size}`).send()
  }
  const part = range === 'whole' ? { start: 0, end: facts.size - 1 } : range
  reply.header('content-length', part.end - part.start + 1)
  if (range !== 'whole') {
    reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${facts.size}`)
  }
  if (request.method === 'HEAD') return void reply.send()
  const bytes = await app.store.open(facts.key, range === 'whole' ? undefined : range)
  if (!bytes) throw new AppError('not-found', 'The file is gone')
  return void reply.send(bytes)
}
