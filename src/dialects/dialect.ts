import type { FastifyPluginAsync } from 'fastify'
import type { App } from '../core/app.ts'

/** An API that other programs already speak, or the pages that people read: it reads requests and writes answers. */
export type Dialect = {
  name: string
  /** Registered in a scope of its own, where no body is parsed: `server/forms` reads what a route wants read. */
  routes(app: App): FastifyPluginAsync
}
