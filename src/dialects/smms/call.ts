import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { App } from '../../core/app.ts'
import { AppError } from '../../errors.ts'
import { readForm } from '../../server/forms.ts'
import { refusalOf } from '../../server/refusal.ts'
import { type Answer, refused } from './wire.ts'
import { toXml } from './xml.ts'

/** A request while it is answered. */
export type Call = {
  request: FastifyRequest
  /** Those of the query, and those of the form as soon as they are read. */
  fields: ReadonlyMap<string, string>
}

/** Bytes of a text field: names, passwords and switches, no files. */
const fieldLimit = 16 * 1024

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
  const start = request.url.indexOf('?')
  return { request, fields: new Map(start === -1 ? [] : new URLSearchParams(request.url.slice(start + 1))) }
}

/** Reads the form of a call that needs one. Throws as `readForm` does. */
export async function readCall(app: App, call: Call): Promise<void> {
  await using form = await readForm(app, call.request, { fileFields: [], limit: () => 0, fieldLimit })
  call.fields = form.fields
}

/** Calls that need no form are sent odd ones all the same; what cannot be read is passed over. */
export async function readOddCall(app: App, call: Call): Promise<void> {
  try {
    await readCall(app, call)
  } catch (error) {
    if (!(error instanceof AppError && (error.code === 'bad-input' || error.code === 'too-large')))
      throw error
  }
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

/** Whether PicGo 2 or later asks, which reads other signs of success than the documents'. */
export function isPicGo(request: FastifyRequest): boolean {
  return request.headers['user-agent'] === 'PicGo'
}
