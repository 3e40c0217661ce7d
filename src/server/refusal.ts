import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/**
 * What a dialect's error handler begins with: any error as a refusal that may be shown, the cause in the log, and the
 * headers that are the same in every dialect.
 */
export function refusalOf(thrown: unknown, request: FastifyRequest, reply: FastifyReply): AppError {
  const refusal = isClientFault(thrown)
    ? new AppError('bad-input', 'Malformed request', { cause: thrown })
    : AppError.from(thrown)
  if (refusal.code === 'internal' || refusal.code === 'storage-full') {
    request.log.error({ err: refusal.cause ?? refusal, url: request.url }, refusal.message)
  } else {
    request.log.debug({ err: refusal, url: request.url }, 'refused')
  }
  if (refusal.details.retryAfter !== undefined) reply.header('retry-after', refusal.details.retryAfter)
  return refusal
}

/** The error handler of a dialect that says each refusal by one status and one body. */
export function refusing(
  refused: (refusal: AppError) => { status: number; answer: object },
): (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (thrown, request, reply) => {
    const { status, answer } = refused(refusalOf(thrown, request, reply))
    return reply.code(status).send(answer)
  }
}

/** Fastify's own errors about what was sent: a malformed address or content type. */
function isClientFault(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || thrown instanceof AppError || !('statusCode' in thrown)) return false
  return typeof thrown.statusCode === 'number' && thrown.statusCode >= 400 && thrown.statusCode < 500
}
