import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { answerPage } from '../../server/pages.ts'
import type { Dialect } from '../dialect.ts'
import { answerDeletion } from './deletion.ts'
import { favicon } from './icons.ts'
import { homeOf } from './layout.ts'
import { answerRefusal } from './refusal-page.ts'
import { answerUpload } from './uploading.ts'
import { answerViewer, rooms } from './viewer.ts'

/** The plain pages for people: upload form, viewer, deletion by link. They work without scripts. */
export const web: Dialect = {
  name: 'web',
  routes: (app) => async (scope) => {
    scope.setErrorHandler((thrown, request, reply) => answerRefusal(app, { request, reply }, thrown))
    scope.get('/upload', (_request, reply) => reply.redirect(homeOf(app), 302))
    scope.post('/upload', (request, reply) => answerUpload(app, { request, reply }))
    for (const room of rooms) {
      scope.get(`/${room}/:name`, (request, reply) =>
        answerViewer(app, { request, reply }, { room, name: param(request, 'name') }),
      )
    }
    addDeletions(app, scope)
    addFiles(app, scope)
    // No route of its own: what leads nowhere under another dialect's prefix is that dialect's to refuse.
    scope.setNotFoundHandler((request, reply) => answerPage(app, request, reply))
  },
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
  const home = homeOf(app)
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
