import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { App } from '../core/app.ts'
import { actorOf, keyFromHeaders } from '../core/keys.ts'
import type { Actor, User } from '../core/words.ts'
import { AppError } from '../errors.ts'
import { readForm } from './forms.ts'
import { originOf } from './origin.ts'

export type Fields = ReadonlyMap<string, string>

/** Bytes of a form without a file: names, passwords and switches. */
const fieldLimit = 16 * 1024

/** What the query of a request says; a later field wins over an earlier one. */
export function queryOf(request: FastifyRequest): Fields {
  const start = request.url.indexOf('?')
  return new Map(start === -1 ? [] : new URLSearchParams(request.url.slice(start + 1)))
}

/**
 * The fields of a call that brings no file, those of the query among them; all values of `listFields` count, joined by
 * commas. Throws as `readForm` does.
 */
export async function readFields(
  app: App,
  request: FastifyRequest,
  listFields: readonly string[] = [],
): Promise<Fields> {
  await using form = await readForm(app, request, { fileFields: [], limit: () => 0, fieldLimit, listFields })
  return form.fields
}

/** The same for calls that need no form and are sent odd ones all the same: what cannot be read is passed over. */
export async function readOddFields(app: App, request: FastifyRequest): Promise<Fields> {
  try {
    return await readFields(app, request)
  } catch (error) {
    const isOdd = error instanceof AppError && (error.code === 'bad-input' || error.code === 'too-large')
    if (!isOdd) throw error
    return queryOf(request)
  }
}

/** The account whose key the headers hold, as who asks. Throws key-missing or key-invalid. */
export async function keyedActorOf(
  app: App,
  { headers, raw }: FastifyRequest,
): Promise<Actor & { user: User }> {
  const actor = await actorOf(app, keyFromHeaders(headers), originOf(app.config, raw))
  const { user } = actor
  if (!user) throw new AppError('key-missing', 'A key is needed')
  return { ...actor, user }
}

/** Pages count from 1; 0 and what is no number are the first. */
export function pageOf(text: string | undefined): number {
  return /^\d{1,9}$/.test(text?.trim() ?? '') ? Math.max(1, Number(text)) : 1
}

/** Whether PicGo asks; from version 2 on it reads other signs of success than the documents'. */
export function isPicGo(request: FastifyRequest): boolean {
  return request.headers['user-agent'] === 'PicGo'
}

/** Headers of every answer to programs: nothing is cached, and PicGo is told that the connection ends. */
export function answerPrograms(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    // Over plain http PicGo waits for the end of the connection, not of the answer.
    if (isPicGo(request)) reply.header('connection', 'close')
  })
}

/**
 * Answers every address of a scope that has no route. Not by a not-found handler: other dialects are asked for every
 * address that nobody has a route for.
 */
export function answerNowhere(scope: FastifyInstance, handler: RouteHandlerMethod): void {
  for (const url of ['/', '/*']) {
    scope.route({ method: scope.supportedMethods, exposeHeadRoute: false, url, handler })
  }
}
