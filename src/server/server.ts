import { randomUUID } from 'node:crypto'
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  LogController,
} from 'fastify'
import type { App } from '../core/app.ts'
import { hasBody } from './bodies.ts'
import { type Delivery, openDelivery } from './delivery.ts'
import { passBodies } from './forms.ts'

/** A part of the site with its own manners: registered in a scope of its own, where no body is parsed. */
export type Part = { name: string; routes(app: App): FastifyPluginAsync }

export type Server = AsyncDisposable & {
  fastify: FastifyInstance
  /** Answers the address people reach it by. Throws when the port is taken. */
  listen(): Promise<string>
}

/** How long a client may take to send its headers, milliseconds; bodies have an idle limit of their own. */
const headersTimeout = 30_000
const keepAliveTimeout = 65_000
/**
 * How long nothing may pass on a connection, milliseconds: who asks and does not read holds files and memory. Longer
 * than any upload that is worked on in silence: fetched, looked at and rendered, each with its wait, take 240 s, and a film of 2 GB 200 s more.
 */
const idleTimeout = 600_000

/**
 * The HTTP server: files ahead of the router, then health, then the parts. Disposing stops listening, lets running
 * requests finish and closes idle connections. `idle`: milliseconds after which a silent connection is cut.
 */
export async function openServer(
  app: App,
  parts: readonly Part[],
  { idle = idleTimeout }: { idle?: number } = {},
): Promise<Server> {
  const delivery = openDelivery(app)
  const fastify: FastifyInstance = Fastify({
    loggerInstance: app.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID().toUpperCase(),
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 16_384 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: true,
    rewriteUrl: (request) => wellEncoded(request.url ?? '/'),
    serverFactory: (handler) => deliverFirst(delivery, { handler, idle }),
  })
  fastify.addHook(
    'onRequest',
    async (_request, reply) => void reply.header('x-content-type-options', 'nosniff'),
  )
  allowEveryOrigin(fastify)
  fastify.get('/healthz', async (request, reply) => {
    if (hasBody(request.raw)) reply.header('connection', 'close')
    return answerHealth(app, reply)
  })
  for (const part of parts) {
    await fastify.register(async (scope) => {
      passBodies(scope)
      await scope.register(part.routes(app))
    })
  }
  await fastify.ready()
  return {
    fastify,
    listen: async () => {
      await fastify.listen({ host: app.config.host, port: app.config.port })
      return app.config.baseUrl
    },
    async [Symbol.asyncDispose]() {
      // A connection whose request ends only now would else stay open for the next one.
      const closeIdle = setInterval(() => fastify.server.closeIdleConnections(), 100)
      await fastify.close().finally(() => clearInterval(closeIdle))
      delivery[Symbol.dispose]()
    },
  }
}

/** The cause is for the log alone. */
async function answerHealth(app: App, reply: FastifyReply): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  try {
    await app.db.selectFrom('groups').select('id').limit(1).execute()
    return reply.send({ status: 'ok' })
  } catch (error) {
    app.log.error({ err: error }, 'the database does not answer')
    return reply.code(503).send({ status: 'the database does not answer' })
  }
}

function deliverFirst(
  delivery: Delivery,
  { handler, idle }: { handler: RequestListener; idle: number },
): HttpServer {
  const options = { headersTimeout, keepAliveTimeout, requestTimeout: 0 }
  const server = createServer(options, (request, response) => {
    if (!delivery.handle(request, response)) handler(request, response)
  })
  return server.setTimeout(idle)
}

/** A `%` that begins no character stands for itself, so that the dialect asked can answer in its own words. */
function wellEncoded(url: string): string {
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length)
  }
}

/** What uploads in parts say in headers. */
const tusHeaders = 'Tus-Resumable, Upload-Offset, Upload-Length, Upload-Metadata, Upload-Expires'

/** Web pages of any site may speak the APIs: keys go in headers, cookies are never asked for across sites. */
function allowEveryOrigin(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.headers.origin === undefined) return
    reply.header('access-control-allow-origin', '*')
    reply.header('access-control-expose-headers', `Retry-After, Location, ${tusHeaders}`)
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods':
          'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK',
        'access-control-allow-headers': `Authorization, X-API-Key, Content-Type, Accept, Cache-Control, X-Requested-With, Depth, Destination, Overwrite, If, ${tusHeaders}`,
        'access-control-max-age': '86400',
      })
      .send()
  })
}
