import { AppError } from '../../errors.ts'
import { refusalOf } from '../../server/refusal.ts'
import type { Dialect } from '../dialect.ts'
import { register } from './route.ts'
import { routes } from './routes.ts'
import { refused } from './wire.ts'

/** Our own API, under `/api`: the pages use nothing else. */
export const native: Dialect = {
  name: 'native',
  routes: (app) => async (scope) => {
    scope.setErrorHandler((thrown, request, reply) => {
      const { status, body } = refused(refusalOf(thrown, request, reply), request.id)
      return reply.code(status).header('cache-control', 'private, no-store').send(body)
    })
    for (const each of routes) register(app, scope, each)
    scope.all('/api/*', async () => {
      throw new AppError('not-found', 'There is nothing at this address')
    })
  },
}
