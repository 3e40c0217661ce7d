import type { FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { findByGuessedHash, findByGuessedToken } from '../../core/guesses.ts'
import { parseViewerName } from '../../core/links.ts'
import { deleteMedia } from '../../core/media.ts'
import type { Media } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { originOf } from '../../server/origin.ts'
import { answerPage } from '../../server/pages.ts'
import type { Exchange } from './exchange.ts'
import { deletesAtOnce, isBrowser } from './manners.ts'

/** What opens a deletion: SM.MS's hash, or Chevereto's id and token. */
export type Opener = { hash: string } | { name: string; token: string }

/**
 * Follows a deletion link as its follower's manners ask: what a tool asks for is done at once, all others get a page
 * that asks first. Throws not-found for an opener that opens nothing, and flood after many of them.
 */
export async function answerDeletion(app: App, exchange: Exchange, opener: Opener): Promise<FastifyReply> {
  const { request, reply } = exchange
  const { method, headers } = request
  if (isBrowser(headers) || !deletesAtOnce(method, headers)) {
    // The page takes a press of its button for a form's, also where there was nothing in it.
    if (method === 'POST') request.raw.headers['content-type'] ??= 'application/x-www-form-urlencoded'
    return answerPage(app, request, reply)
  }
  try {
    await deleteMedia(app, await open(app, exchange, opener))
    return confirm(reply, 'File is deleted and our cache will refresh within minutes.')
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'already-deleted')) throw error
    return confirm(reply, 'Picture was already deleted.')
  }
}

function open(app: App, { request }: Exchange, opener: Opener): Promise<Media> {
  const origin = originOf(app.config, request.raw)
  if ('hash' in opener) return findByGuessedHash(app, origin, opener.hash)
  const parsed = parseViewerName(opener.name)
  if (!('id' in parsed)) throw new AppError('not-found', 'File not found')
  return findByGuessedToken(app, origin, { id: parsed.id, token: opener.token })
}

/** Tools look for these very words in this very element: SM.MS's page has them. */
function confirm(reply: FastifyReply, words: string): FastifyReply {
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      vary: 'Accept',
    })
    .send(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Deletion</title>
</head>
<body>
<div class="card-body">
    ${words}
</div>
</body>
</html>
`)
}
