import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { sitePath } from '../../core/links.ts'
import { answerPage } from '../../server/pages.ts'
import type { Dialect } from '../dialect.ts'
import { answerDeletion } from './deletion.ts'
import { favicon } from './icons.ts'
import { answerRefusal } from './refusal-page.ts'
import { answerUpload } from './uploading.ts'

/** Where viewers are, and deletion links of Chevereto's kind below them. */
const rooms = ['image', 'clip', 'video'] as const

/** What of the pages is the server's own: the upload form, deletion by link for tools, robots.txt. The rest is web/. */
export const web: Dialect = {
  name: 'web',
  routes: (app) => async (scope) => {
    scope.setErrorHandler((thrown, request, reply) => answerRefusal(app, { request, reply }, thrown))
    // The home page is where one uploads; the button's window is told apart, for it has another opener policy.
    scope.get('/upload', (request, reply) => {
      const path = sitePath(app, '/')
      return reply.redirect(isOpenedElsewhere(request) ? `${path}?pup` : path, 302)
    })
    scope.post('/upload', (request, reply) => answerUpload(app, { request, reply }))
    addDeletions(app, scope)
    addFiles(app, scope)
    // No route of its own: what leads nowhere under another dialect's prefix is that dialect's to refuse.
    scope.setNotFoundHandler((request, reply) => answerPage(app, request, reply))
  },
}

/**
 * Whether the upload button of a page, another site's as a rule, may have opened this address in a window. Browsers do
 * not tell sites without https; a page that nobody has opened from elsewhere is the same with `?pup`.
 */
function isOpenedElsewhere({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-site': from, 'sec-fetch-mode': mode } = headers
  return mode === undefined || (mode === 'navigate' && from !== 'none')
}

/** HEAD comes to the same handlers, which only ask then. */
function addDeletions(app: App, scope: FastifyInstance): void {
  const method = ['GET', 'HEAD', 'POST']
  scope.route({
    method,
    url: '/delete/:hash',
    handler: (request, reply) => answerDeletion(app, { request, reply }, { hash: param(request, 'hash') }),
  })
  for (const room of rooms) {
    scope.route({
      method,
      url: `/${room}/:name/delete/:token`,
      handler: (request, reply) => {
        const opener = { name: param(request, 'name'), token: param(request, 'token') }
        return answerDeletion(app, { request, reply }, opener)
      },
    })
  }
}

function addFiles(app: App, scope: FastifyInstance): void {
  const home = sitePath(app, '/')
  const robots = ['api/', 'delete/', '*/delete/', 'upload'].map((path) => `Disallow: ${home}${path}\n`)
  scope.get('/robots.txt', (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=86400')
      .type('text/plain; charset=utf-8')
      .send(`User-agent: *\n${robots.join('')}`),
  )
  scope.get('/favicon.svg', (_request, reply) =>
    reply
      .headers({ 'cache-control': 'public, max-age=86400', 'content-security-policy': "default-src 'none'" })
      .header('x-content-type-options', 'nosniff')
      .type('image/svg+xml')
      .send(favicon),
  )
}

function param(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string | undefined>)[name] ?? ''
}
