import type { FastifyReply, FastifyRequest } from 'fastify'

/** A request, and the reply that it waits for. */
export type Exchange = { request: FastifyRequest; reply: FastifyReply }
