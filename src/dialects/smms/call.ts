import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { App } from '../../core/app.ts'
import { type Fields, queryOf, readOddFields } from '../../server/calls.ts'
import { refusalOf } from '../../server/refusal.ts'
import { type Answer, refused } from './wire.ts'
import { toXml } from './xml.ts'

/** A request while it is answered. */
export type Call = {
  request: FastifyRequest
  /** Those of the query, and those of the form as soon as they are read. */
  fields: Fields
}

/** A route that answers what `work` answers or refuses, in the format that the call asks for. */
export function answering(app: App, work: (app: App, call: Call) => Promise<Answer>): RouteHandlerMethod {
  return async (request, reply) => {
    const call = callOf(request)
    try {
      return send(call, reply, await work(app, call))
    } catch (error) {
      return refuse(call, reply, error)
    }
  }
}

/** A call of which only the query is known. */
export function callOf(request: FastifyRequest): Call {
  return { request, fields: queryOf(request) }
}

/** Calls that need no form are sent odd ones all the same; what cannot be read is passed over. */
export async function readOddCall(app: App, call: Call): Promise<void> {
  call.fields = await readOddFields(app, call.request)
}

/** Answers any error in this dialect's words. */
export function refuse(call: Call, reply: FastifyReply, error: unknown): FastifyReply {
  const { status, answer } = refused(refusalOf(error, call.request, reply))
  return send(call, reply.code(status), answer)
}

/** Sends an answer as JSON, or as XML when the call's `format` says so. */
export function send({ request, fields }: Call, reply: FastifyReply, answer: Answer): FastifyReply {
  const tree = { ...answer, RequestId: request.id }
  if (fields.get('format')?.trim().toLowerCase() !== 'xml') return reply.send(tree)
  return reply.type('application/xml; charset=utf-8').send(toXml(tree))
}
