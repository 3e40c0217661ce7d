import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { App } from '../../core/app.ts'
import { keyFromHeaders } from '../../core/keys.ts'
import type { Actor, User } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { askerOf } from '../../server/asker.ts'
import { readWhole } from '../../server/bodies.ts'
import { refuseOtherSites } from '../../server/origin.ts'
import { parse } from '../../server/parsing.ts'

/** A request while it is answered: everything read and checked. */
export type Call<Query, Body> = {
  app: App
  actor: Actor
  params: Readonly<Record<string, string>>
  query: Query
  body: Body
  request: FastifyRequest
  reply: FastifyReply
}

export type RouteGroup =
  | 'site'
  | 'session'
  | 'account'
  | 'media'
  | 'albums'
  | 'uploads'
  | 'history'
  | 'reports'
  | 'remotes'

type Status = 200 | 201 | 202

/** One call of the API: what the router registers and what OpenAPI tells of it come from here alone. */
export type Route = {
  method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** As the router writes it: `/api/media/:id`. */
  path: string
  group: RouteGroup
  summary: string
  /** More about it, Markdown. */
  details?: string
  /** `user`: somebody who has signed in or gave a key. Checked before the body is read. */
  access: 'anyone' | 'user' | 'admin'
  query?: z.ZodObject
  /** The headers that the handler reads itself, for the documentation. */
  headers?: z.ZodObject
  /** JSON. */
  body?: z.ZodType
  /** A body that the handler reads itself: its media type, and its fields for the documentation. */
  form?: { type: string; fields: z.ZodObject; file?: string }
  /** Absent: 204 and no body, unless the handler sends something itself. */
  answer?: z.ZodType
  /** What it sends when that is not JSON. */
  sends?: string
  status?: Status
  /** What it answers otherwise, by status: the handler sends that itself. */
  others?: Partial<Record<Status, { description: string; answer?: z.ZodType }>>
  /** The headers of its answers, for the documentation. */
  tells?: z.ZodObject
  handle(call: Call<unknown, unknown>): Promise<unknown>
}

type Shaped<Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType> = Omit<
  Route,
  'query' | 'body' | 'answer' | 'handle'
> & {
  query?: Query
  body?: Body
  answer?: Answer
  /** What goes out as JSON. A handler that has sent its answer by itself answers the reply. */
  handle(call: Call<z.infer<Query>, z.infer<Body>>): Promise<z.infer<Answer> | FastifyReply | undefined>
}

/** A route whose handler knows the shapes of what comes in and goes out. */
export function route<
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodUndefined,
>(shaped: Shaped<Query, Body, Answer>): Route {
  return shaped as unknown as Route
}

/** Bytes of a JSON body. */
const largestBody = 512 * 1024

/** Lets the router answer a route. */
export function register(app: App, scope: FastifyInstance, described: Route): void {
  scope.route({
    method: described.method,
    url: described.path,
    handler: async (request, reply) => {
      // A key is the word of whoever sends it; a browser's cookies go along unasked.
      if (keyFromHeaders(request.headers) === undefined) refuseOtherSites(app.config, request.raw)
      if (request.url.includes('%00')) throw new AppError('bad-input', 'An address holds no NUL character')
      const actor = await askerOf(app, request.raw)
      checkAccess(actor, described.access)
      reply.header('cache-control', 'private, no-store')
      const answer = await described.handle({
        app,
        actor,
        params: request.params as Record<string, string>,
        query: described.query && parse(described.query, request.query, ''),
        body: described.body && parse(described.body, await readJson(request), ''),
        request,
        reply,
      })
      if (answer === reply || reply.sent) return reply
      if (answer === undefined) return reply.code(204).send()
      return reply.code(described.status ?? 200).send(answer)
    },
  })
}

function checkAccess(actor: Actor, access: Route['access']): void {
  if (access === 'anyone') return
  const { role } = requireUser(actor)
  if (access === 'admin' && role !== 'admin') {
    throw new AppError('forbidden', 'Only administrators may do this')
  }
}

/** The user who asks, where `access` lets nobody else in. */
export function requireUser({ user }: Actor): User {
  if (!user) throw new AppError('key-missing', 'Sign in, or send a key')
  return user
}

/** A JSON body; none is an empty object. Throws bad-input or too-large. */
export async function readJson(request: FastifyRequest): Promise<unknown> {
  const refuse = () =>
    new AppError('too-large', 'The request body is too large', { details: { limit: largestBody } })
  const bytes = await readWhole(request.raw, { limit: largestBody, idle: undefined, refuse })
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new AppError('bad-input', 'The request body is not JSON', { cause })
  }
}
