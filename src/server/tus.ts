import type { DataStore, Server } from '@tus/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../core/app.ts'
import { sitePath } from '../core/links.ts'
import { beginResumable, dropResumable, findResumable, newResumableId } from '../core/resumable.ts'
import { appendBytes, arrivedOf, readResumable, resumableLife } from '../core/resumable-files.ts'
import type { Actor, Wishes } from '../core/words.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { hasBody, openBody } from './bodies.ts'

/** A request of an upload in parts, and how its dialect answers. */
export type Exchange = {
  actor: Actor
  request: FastifyRequest
  reply: FastifyReply
  /** What the fields of an upload wish. Throws bad-input. */
  read: (fields: Readonly<Record<string, string>>) => Wishes
  /** What is sent when the last bytes have come: the media as JSON. Throws any refusal. */
  finish: (id: string) => Promise<string>
  /** A refusal as status and JSON; `status` where the protocol has a word on it. */
  refuse: (refusal: AppError, status?: number) => { status: number; body: string }
}

const path = '/api/uploads'
const servers = new WeakMap<App, Promise<Server>>()
/** Who speaks to the protocol's server, by the requests that it was given. */
const exchanges = new WeakMap<object, Exchange>()

/**
 * Answers a request of the tus protocol 1.0 (tus.io) with creation, creation-with-upload, expiration and termination.
 * Throws what stands outside the protocol.
 */
export async function answerTus(app: App, exchange: Exchange): Promise<FastifyReply> {
  const { raw } = exchange.request
  const known = servers.get(app) ?? openTus(app)
  servers.set(app, known)
  const server = await known
  const bounds = { most: () => Number.POSITIVE_INFINITY, idle: undefined }
  const body = hasBody(raw) ? openBody(raw, bounds) : undefined
  try {
    const asked = new Request(new URL(raw.url ?? '/', 'http://tus'), {
      method: raw.method ?? 'GET',
      headers: Object.entries(raw.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
      ...(body && { body: ReadableStream.from(body), duplex: 'half' }),
    })
    exchanges.set(asked, exchange)
    return await pass(exchange, await server.handleWeb(asked))
  } finally {
    body?.destroy()
  }
}

/** The answer as it is, but refusals in the dialect's words: some never come to `onResponseError`. */
async function pass({ reply, refuse }: Exchange, answer: Response): Promise<FastifyReply> {
  const text = await answer.text()
  for (const [name, value] of answer.headers) {
    if (!/^(access-control-|content-length$|content-type$|connection$)/.test(name)) reply.header(name, value)
  }
  if (answer.status < 400) {
    reply.code(answer.status)
    return text === '' ? reply.send() : reply.type('application/json; charset=utf-8').send(text)
  }
  const refused = text.startsWith('{')
    ? { status: answer.status, body: text }
    : refuse(refusalFor(answer.status, text), answer.status)
  return reply.code(refused.status).type('application/json; charset=utf-8').send(refused.body)
}

async function openTus(app: App): Promise<Server> {
  const tus = await import('@tus/server')
  const of = (request: object): Exchange => {
    const exchange = exchanges.get(request)
    if (!exchange) throw new Error('a request of nobody')
    return exchange
  }
  return new tus.Server({
    path,
    datastore: storeFor(app, new tus.DataStore()),
    namingFunction: newResumableId,
    generateUrl: (_request, { id }) => sitePath(app, `${path}/${id}`),
    maxSize: (request) => of(request).actor.group.maxFileBytes,
    onIncomingRequest: async (request, id) => {
      if (request.method !== 'POST') await findResumable(app, of(request).actor, id)
    },
    onUploadCreate: async (request, { id, size = 0, metadata }) => {
      const { actor, read } = of(request)
      const fields = fieldsOf(metadata)
      await beginResumable(app, actor, { id, size, fields, wishes: read(fields) })
      return {}
    },
    onUploadFinish: async (request, { id }) => ({ status_code: 200, body: await of(request).finish(id) }),
    onResponseError: (request, error) => {
      const { refuse, actor } = of(request)
      if (!('status_code' in error)) {
        const { status, body } = refuse(AppError.from(error))
        return { status_code: status, body }
      }
      const limit = actor.group.maxFileBytes
      const { status, body } = refuse(refusalFor(error.status_code, error.body, limit), error.status_code)
      return { status_code: status, body }
    },
  })
}

/** The files of uploads in parts as the protocol's server asks for them. */
function storeFor(app: App, bare: DataStore): DataStore {
  return Object.assign(bare, {
    extensions: ['creation', 'creation-with-upload', 'expiration', 'termination'],
    // It is there already: onUploadCreate has begun it.
    create: async (upload: Parameters<DataStore['create']>[0]) =>
      Object.assign(upload, { creation_date: new Date(app.now()).toISOString() }),
    write: (source: AsyncIterable<Uint8Array>, id: string, offset: number) =>
      appendBytes(app, { id, offset }, source),
    getUpload: async (id: string) => {
      const found = await readResumable(app, id)
      if (!found) throw new AppError('not-found', 'There is no such upload')
      const { size, fields: metadata, createdAt } = found
      const creation_date = new Date(createdAt).toISOString()
      return { id, size, offset: await arrivedOf(app, found), metadata, creation_date, sizeIsDeferred: false }
    },
    remove: (id: string) => dropResumable(app, id),
    getExpiration: () => resumableLife,
  })
}

function fieldsOf(metadata: Readonly<Record<string, string | null>> | undefined): Record<string, string> {
  const entries = Object.entries(metadata ?? {})
  return Object.fromEntries(entries.map(([name, value]) => [name, (value ?? '').replaceAll('\0', '')]))
}

/** What the protocol's own refusals are in our words. */
function refusalFor(status: number, text: string, limit?: number): AppError {
  const codes: Readonly<Record<number, ErrorCode>> = {
    404: 'not-found',
    410: 'not-found',
    413: 'too-large',
    501: 'bad-input',
  }
  const code = codes[status] ?? (status >= 500 ? 'internal' : 'bad-input')
  const details = code === 'too-large' && limit !== undefined ? { limit } : {}
  return new AppError(code, code === 'internal' ? 'Internal error' : text.trim(), { details, cause: text })
}
