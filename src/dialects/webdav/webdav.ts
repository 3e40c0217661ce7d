import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { refusalOf } from '../../server/refusal.ts'
import type { Dialect } from '../dialect.ts'
import { openAnnounced } from './announced.ts'
import { askerOf, type Call, namesIn } from './call.ts'
import { lock, patch, unlock } from './locking.ts'
import { list, read } from './reading.ts'
import { type Answer, abilities, methods, refused } from './wire.ts'
import { copy, makeCollection, move, put, remove } from './writing.ts'

/** Answers by itself where it answers undefined. */
type Work = (app: App, call: Call) => Promise<Answer | undefined>

const works: Readonly<Record<string, Work>> = {
  GET: read,
  HEAD: read,
  PUT: put,
  DELETE: remove,
  PROPFIND: list,
  PROPPATCH: patch,
  MKCOL: makeCollection,
  COPY: copy,
  MOVE: move,
  LOCK: lock,
  UNLOCK: unlock,
}

const usual: readonly string[] = ['OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE']

/** WebDAV of the asker's library, read and write, under /dav/: albums are folders, media files. */
export const webdav: Dialect = {
  name: 'webdav',
  routes: (app) => async (scope) => {
    const announced = openAnnounced(app.now)
    for (const method of methods) if (!usual.includes(method)) scope.addHttpMethod(method, { hasBody: true })
    scope.setErrorHandler((error, request, reply) => send(reply, refused(refusalOf(error, request, reply))))
    for (const url of ['/dav', '/dav/*']) {
      scope.route({
        method: [...methods],
        exposeHeadRoute: false,
        url,
        handler: (request, reply) => answer(app, announced, { request, reply }),
      })
    }
  },
}

async function answer(
  app: App,
  announced: Call['announced'],
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  reply.headers({ ...abilities, 'cache-control': 'no-store' })
  try {
    // Windows asks for it before it asks anybody for a name.
    if (request.method === 'OPTIONS')
      return send(reply, { status: 200, headers: { Allow: methods.join(', ') } })
    const asker = await askerOf(app, request)
    const work = works[request.method]
    if (!work) return send(reply, { status: 405, headers: { Allow: methods.join(', ') } })
    const path = namesIn(request.originalUrl)
    const answered = await work(app, { request, reply, ...asker, path, announced })
    return answered === undefined ? reply : send(reply, answered)
  } catch (error) {
    return send(reply, refused(refusalOf(error, request, reply)))
  }
}

function send(reply: FastifyReply, { status, body, type, headers }: Answer): FastifyReply {
  reply.code(status).headers(headers ?? {})
  if (body === undefined) return reply.send()
  return reply.type(type ?? 'application/xml; charset=utf-8').send(body)
}
