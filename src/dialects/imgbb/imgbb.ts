import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { siteUrl } from '../../core/links.ts'
import { upload } from '../../core/upload.ts'
import { answerNowhere, answerPrograms } from '../../server/calls.ts'
import { receiveUpload } from '../../server/receive.ts'
import { refusalOf } from '../../server/refusal.ts'
import { openBytes } from '../../server/sources.ts'
import type { Dialect } from '../dialect.ts'
import { describeImgbb } from './openapi.ts'
import { presentUpload, readWishes, refused, unknownCall } from './wire.ts'

/** ImgBB's API v1: /1/upload, by POST or GET. */
export const imgbb: Dialect = {
  name: 'imgbb',
  routes: (app) => async (scope) => {
    await scope.register(async (api) => addCalls(app, api), { prefix: '/1' })
    scope.get('/api/openapi-imgbb.json', () => describeImgbb(siteUrl(app, '')))
  },
}

function addCalls(app: App, api: FastifyInstance): void {
  answerPrograms(api)
  api.setErrorHandler((error, request, reply) => refuse(request, reply, error))
  answerNowhere(api, (_request, reply) => reply.code(404).send(unknownCall))
  api.route({
    method: ['GET', 'POST'],
    // HEAD is a question and uploads nothing.
    exposeHeadRoute: false,
    url: '/upload',
    handler: async (request, reply) => {
      try {
        return reply.send(await takeUpload(app, request))
      } catch (error) {
        return refuse(request, reply, error)
      }
    },
  })
}

async function takeUpload(app: App, request: FastifyRequest) {
  const fields = ['image'] as const
  await using received = await receiveUpload(app, request, {
    door: 'imgbb',
    keyField: 'key',
    fileFields: fields,
    base64Fields: fields,
  })
  await using stack = new AsyncDisposableStack()
  const { staged, filename } = await openBytes(app, { received, fields }, stack)
  const wishes = readWishes(received.form.fields, filename)
  return presentUpload(app, await upload(app, received.actor, staged, wishes))
}

function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const refusal = refused(refusalOf(error, request, reply))
  return reply.code(refusal.status_code).send(refusal)
}
