import type { FastifyReply, FastifyRequest } from 'fastify'
import { refusalOf } from '../../server/refusal.ts'
import type { Dialect } from '../dialect.ts'
import { addDocs } from './docs.ts'
import { register } from './route.ts'
import { routes } from './routes.ts'
import { refused } from './wire.ts'

/** Our own API, under `/api`: the pages use nothing else. Addresses there that lead nowhere are Chevereto's to refuse. */
export const native: Dialect = {
  name: 'native',
  routes: (app) => async (scope) => {
    scope.setErrorHandler(refuse)
    for (const each of routes) register(app, scope, each)
    addDocs(app, scope)
  },
}

function refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body } = refused(refusalOf(thrown, request, reply), request.id)
  return reply.code(status).header('cache-control', 'private, no-store').send(body)
}
