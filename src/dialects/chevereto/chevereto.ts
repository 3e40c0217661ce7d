import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { fileUrl, sitePath, siteUrl, viewerPath } from '../../core/links.ts'
import { upload } from '../../core/upload.ts'
import type { Media } from '../../core/words.ts'
import { answerNowhere, type Fields, queryOf } from '../../server/calls.ts'
import { refusalOf } from '../../server/refusal.ts'
import type { Dialect } from '../dialect.ts'
import { presentImage } from './image.ts'
import { answerOembed } from './oembed.ts'
import { describeChevereto } from './openapi.ts'
import { openSource, receiveForm } from './source.ts'
import {
  type Format,
  formatOf,
  ownRefusals,
  presentImgbb,
  presentRefusal,
  presentUpload,
  type Refusal,
  translate,
} from './wire.ts'
import { readWishes } from './wishes.ts'

/** Chevereto's API V1.1 with ImgBB's way of speaking it, and oEmbed. */
export const chevereto: Dialect = {
  name: 'chevereto',
  routes: (app) => async (scope) => {
    await scope.register(async (api) => routeApi(app, api), { prefix: '/api' })
    scope.setErrorHandler((thrown, request, reply) =>
      refuseThrown(request, reply, { thrown, format: 'json' }),
    )
    scope.get('/oembed', (request, reply) => answerOembed(app, request, reply))
    scope.get('/api/openapi-chevereto.json', () => describeChevereto(siteUrl(app, '')))
  },
}

function routeApi(app: App, api: FastifyInstance): void {
  api.setErrorHandler((thrown, request, reply) =>
    refuseThrown(request, reply, { thrown, format: formatOf(queryOf(request)) }),
  )
  answerNowhere(api, (request, reply) => {
    const refusal = addressRefusal(request.url)
    return refuse(request, reply, { refusal, format: formatOf(queryOf(request)) })
  })
  api.route({
    // HEAD is a question and uploads nothing.
    method: api.supportedMethods.filter((method) => method !== 'HEAD'),
    exposeHeadRoute: false,
    url: '/1/upload',
    handler: (request, reply) => answerUpload(app, request, reply),
  })
}

async function answerUpload(app: App, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  let fields: Fields = queryOf(request)
  const hear = (heard: Fields) => {
    fields = heard
  }
  try {
    const outcome = await takeUpload(app, request, hear)
    const format = formatOf(fields)
    return 'media' in outcome
      ? answerMedia(app, reply, { ...outcome, format })
      : refuse(request, reply, { refusal: outcome, format })
  } catch (thrown) {
    return refuseThrown(request, reply, { thrown, format: formatOf(fields) })
  }
}

type Outcome = { media: Media; field: 'source' | 'image' }

async function takeUpload(
  app: App,
  request: FastifyRequest,
  hear: (fields: Fields) => void,
): Promise<Outcome | Refusal> {
  await using received = await receiveForm(app, request, hear)
  await using stack = new AsyncDisposableStack()
  const wishes = readWishes(received.form.fields, app.now())
  const source = await openSource(app, { received, method: request.method }, stack)
  if (!('staged' in source)) return source
  const { staged, filename, field } = source
  const media = await upload(app, received.actor, staged, { ...wishes, ...(filename && { filename }) })
  return { media, field }
}

function answerMedia(
  app: App,
  reply: FastifyReply,
  { media, field, format }: Outcome & { format: Format },
): FastifyReply {
  reply.header('cache-control', 'no-store')
  if (format === 'txt') return reply.type('text/plain; charset=utf-8').send(fileUrl(app, media))
  if (format === 'redirect') {
    return reply.type('text/html; charset=utf-8').redirect(sitePath(app, viewerPath(media)), 302)
  }
  const image = presentImage(app, media, app.now())
  return reply.send(field === 'image' ? presentImgbb(image) : presentUpload(image))
}

function refuseThrown(
  request: FastifyRequest,
  reply: FastifyReply,
  { thrown, format }: { thrown: unknown; format: Format },
): FastifyReply {
  return refuse(request, reply, { refusal: translate(refusalOf(thrown, request, reply)), format })
}

/** JSON, or the bare message to those who did not ask for JSON. */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { refusal, format }: { refusal: Refusal; format: Format },
): FastifyReply {
  reply.code(refusal.status).header('cache-control', 'no-store')
  if (format === 'json') return reply.send(presentRefusal(refusal, request.id))
  const fault = refusal.status >= 500 ? ` (${request.id})` : ''
  return reply.type('text/plain; charset=utf-8').send(refusal.message + fault)
}

/** Why an address under /api leads nowhere. */
function addressRefusal(url: string): Refusal {
  const [path = ''] = url.split('?')
  const [, , version, action] = path.split('/').filter((part, index) => index === 0 || part !== '')
  if (version !== '1') return ownRefusals.version
  return action ? ownRefusals.action : ownRefusals['no-action']
}
