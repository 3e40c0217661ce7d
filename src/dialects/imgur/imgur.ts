import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { App } from '../../core/app.ts'
import { findByGuessedHash } from '../../core/guesses.ts'
import { actorOf, keyFromHeaders, looksLikeKey } from '../../core/keys.ts'
import { siteUrl } from '../../core/links.ts'
import { deleteMedia, isDeletionHash } from '../../core/media.ts'
import { mayManage } from '../../core/policy.ts'
import { uploadAsWished } from '../../core/upload.ts'
import { manageMedia, viewMedia } from '../../core/viewing.ts'
import type { Actor } from '../../core/words.ts'
import { answerNowhere, answerPrograms } from '../../server/calls.ts'
import { originOf } from '../../server/origin.ts'
import { receiveUpload } from '../../server/receive.ts'
import { refusalOf } from '../../server/refusal.ts'
import { openBytes } from '../../server/sources.ts'
import type { Dialect } from '../dialect.ts'
import { addImages, dissolveAlbum, makeAlbum, showAlbum, showAlbumImages } from './albums.ts'
import { describeImgur } from './openapi.ts'
import { type Answer, presentImage, readWishes, refused, success, toXml, unknownCall } from './wire.ts'

/** The fields that may hold the file, a URL or base64. */
const sources = ['image', 'video'] as const

/** Imgur's API V3: images and albums, under /3/, in JSON and, where the address ends with `.xml`, in XML. */
export const imgur: Dialect = {
  name: 'imgur',
  routes: (app) => async (scope) => {
    await scope.register(async (api) => addCalls(app, api), { prefix: '/3' })
    scope.get('/api/openapi-imgur.json', () => describeImgur(siteUrl(app, '')))
  },
}

export type Call = { actor: Actor; request: FastifyRequest; id: string }
type Work = (app: App, call: Call) => Promise<Answer>

function addCalls(app: App, api: FastifyInstance): void {
  answerPrograms(api)
  api.setErrorHandler((error, request, reply) => refuse(request, reply, error))
  answerNowhere(api, (request, reply) => send(request, reply, unknownCall(askedOf(request))))
  const add = (method: HTTPMethods | HTTPMethods[], url: string, work: Work) => {
    const urls = url.endsWith('/:id') ? [url] : ['', '.json', '.xml'].map((ending) => url + ending)
    for (const each of urls) {
      api.route({ method, url: each, handler: (request, reply) => answer(app, { request, reply }, work) })
    }
  }
  for (const url of ['/image', '/upload']) add('POST', url, takeUpload)
  add('GET', '/image/:id', showImage)
  add('DELETE', '/image/:id', removeImage)
  add('POST', '/album', makeAlbum)
  add('GET', '/album/:id', showAlbum)
  add('GET', '/album/:id/images', showAlbumImages)
  add(['POST', 'PUT'], '/album/:id/add', addImages)
  add('DELETE', '/album/:id', dissolveAlbum)
}

async function answer(
  app: App,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  work: Work,
): Promise<FastifyReply> {
  try {
    const { id = '' } = request.params as { id?: string }
    const actor = await askerOf(app, request)
    return send(request, reply, await work(app, { actor, request, id: id.replace(/\.(json|xml)$/, '') }))
  } catch (error) {
    return refuse(request, reply, error)
  }
}

/**
 * The key's owner, or a guest: `Client-ID` names a program and nobody, unless the key stands there, for programs that
 * send nothing else. Throws key-invalid.
 */
function askerOf(app: App, { headers, raw }: FastifyRequest): Promise<Actor> {
  const [, program] = /^\s*client-id\b\s*(\S*)\s*$/i.exec(headers.authorization ?? '') ?? []
  const isKey = program !== undefined && looksLikeKey(program)
  const key = isKey
    ? program
    : keyFromHeaders({ ...headers, ...(program !== undefined && { authorization: undefined }) })
  return actorOf(app, key, originOf(app.config, raw))
}

function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  return send(request, reply, refused(refusalOf(error, request, reply), askedOf(request)))
}

function send(request: FastifyRequest, reply: FastifyReply, told: Answer): FastifyReply {
  reply.code(told.status)
  if (!askedOf(request).path.endsWith('.xml')) return reply.send(told)
  return reply.type('application/xml; charset=utf-8').send(toXml(told))
}

function askedOf({ url, method }: FastifyRequest): { path: string; method: string } {
  const [path = ''] = url.split('?')
  return { path: path.replace(/\/+$/, ''), method }
}

async function takeUpload(app: App, { actor, request }: Call): Promise<Answer> {
  await using received = await receiveUpload(app, request, {
    door: 'imgur',
    actor,
    fileFields: sources,
    base64Fields: sources,
    rawField: 'image',
  })
  await using stack = new AsyncDisposableStack()
  const { staged, filename } = await openBytes(app, { received, fields: sources }, stack)
  const wishes = { ...readWishes(received.form.fields, filename), inHistory: actor.addressSure }
  const { media, mayDelete } = await uploadAsWished(app, actor, { staged, wishes })
  return success(presentImage(app, media, { mayDelete }))
}

async function showImage(app: App, { actor, id }: Call): Promise<Answer> {
  const media = await viewMedia(app, actor, id)
  return success(presentImage(app, media, { mayDelete: mayManage(actor, media) }))
}

/** By a deletion hash, for whoever has it; by an id, with its owner's key. */
async function removeImage(app: App, { actor, request, id }: Call): Promise<Answer> {
  const isById = actor.user !== undefined && !isDeletionHash(id)
  const media = isById
    ? await manageMedia(app, actor, id)
    : await findByGuessedHash(app, originOf(app.config, request.raw), id)
  await deleteMedia(app, media)
  return success(true)
}
