import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { App } from '../../core/app.ts'
import { findByGuessedHash } from '../../core/guesses.ts'
import { siteUrl } from '../../core/links.ts'
import { deleteMedia, listMedia } from '../../core/media.ts'
import { uploadOrFind } from '../../core/upload.ts'
import { AppError } from '../../errors.ts'
import { answerNowhere, answerPrograms, keyedActorOf, pageOf, queryOf } from '../../server/calls.ts'
import { originOf } from '../../server/origin.ts'
import { receiveUpload } from '../../server/receive.ts'
import { refusing } from '../../server/refusal.ts'
import type { Dialect } from '../dialect.ts'
import { describeSee } from './openapi.ts'
import {
  type Answer,
  deleted,
  filesAPage,
  presentFiles,
  presentUpload,
  readWishes,
  refused,
  unknownCall,
} from './wire.ts'

/** S.EE's file API, which PicGo speaks to its default host from version 2 on: /api/v1/file/… and /api/v1/files. */
export const see: Dialect = {
  name: 'see',
  routes: (app) => async (scope) => {
    answerPrograms(scope)
    scope.setErrorHandler(refusing(refused))
    await scope.register(async (api) => addCalls(app, api), { prefix: '/api/v1/file' })
    scope.get('/api/v1/files', answering(app, showFiles))
    scope.get('/api/openapi-see.json', () => describeSee(siteUrl(app, '')))
  },
}

function addCalls(app: App, api: FastifyInstance): void {
  answerNowhere(api, (_request, reply) => reply.code(404).send(unknownCall))
  api.post('/upload', answering(app, takeUpload))
  // HEAD is a question and changes nothing.
  api.get('/delete/:hash', { exposeHeadRoute: false }, answering(app, remove))
  api.post('/delete/:hash', answering(app, remove))
}

function answering(
  app: App,
  work: (app: App, request: FastifyRequest) => Promise<Answer>,
): RouteHandlerMethod {
  return (request) => work(app, request)
}

async function takeUpload(app: App, request: FastifyRequest): Promise<Answer> {
  await using received = await receiveUpload(app, request, { door: 'see', fileFields: ['smfile', 'file'] })
  const { actor, form } = received
  const asked = readWishes(form.fields)
  // Nobody could see it ever again.
  if (asked.visibility === 'private' && !actor.user)
    throw new AppError('key-missing', 'Guests have no private files')
  if (!form.file) throw new AppError('no-source', 'No file was uploaded')
  const { filename, staged } = form.file
  const wishes = { ...asked, filename, inHistory: actor.addressSure }
  const { media, mayDelete } = await uploadOrFind(app, actor, { staged, wishes })
  return presentUpload(app, media, { mayDelete })
}

async function showFiles(app: App, request: FastifyRequest): Promise<Answer> {
  const { user } = await keyedActorOf(app, request)
  const page = pageOf(queryOf(request).get('page'))
  const { media } = await listMedia(app, user.id, { page, size: filesAPage })
  return presentFiles(app, media)
}

async function remove(app: App, request: FastifyRequest): Promise<Answer> {
  const { hash } = request.params as { hash: string }
  await deleteMedia(app, await findByGuessedHash(app, originOf(app.config, request.raw), hash))
  return deleted
}
