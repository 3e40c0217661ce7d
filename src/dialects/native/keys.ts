import { listKeys, makeKey, revokeKeyById } from '../../core/keys.ts'
import { type Route, route } from './route.ts'
import { requireBrowser } from './session.ts'
import { apiKeyList, madeApiKey, newApiKey } from './wire-people.ts'

/** Keys for programs. Only a browser that has signed in makes and ends them: a key cannot make itself last. */
export const keyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/keys',
    group: 'account',
    summary: 'Your keys, the oldest first; never the keys themselves',
    details: 'Not with a key.',
    access: 'user',
    answer: apiKeyList,
    handle: async ({ app, actor }) => ({ items: await listKeys(app, requireBrowser(actor).user) }),
  }),
  route({
    method: 'POST',
    path: '/api/keys',
    group: 'account',
    summary: 'Make a key',
    details: 'One key opens every API. `key` is told this once. Not with a key.',
    access: 'user',
    body: newApiKey,
    answer: madeApiKey,
    status: 201,
    handle: ({ app, actor, body }) => makeKey(app, requireBrowser(actor).user, body.label),
  }),
  route({
    method: 'DELETE',
    path: '/api/keys/:id',
    group: 'account',
    summary: 'End a key',
    details: 'It opens nothing any more, at once. Not with a key.',
    access: 'user',
    handle: async ({ app, actor, params }) => {
      await revokeKeyById(app, requireBrowser(actor).user, params.id ?? '')
      return undefined
    },
  }),
]
