import { AppError, type ErrorCode } from '../errors.ts'
import { mayManage, mayView } from './policy.ts'
import type { Actor, Media } from './words.ts'

/** Why something was not done with one of several. */
export type Failure = { id: string; code: ErrorCode; message: string }

/** A refusal as the failure of one; what is no refusal is thrown on. */
export function failureOf(id: string, error: unknown): Failure {
  if (!(error instanceof AppError)) throw error
  return { id, code: error.code, message: error.message }
}

/** An id as it may be looked up: there are characters that PostgreSQL does not take. */
export function fold(id: string): string {
  return id.replaceAll('\0', '')
}

/** Lets an actor change a media. Throws not-found, or forbidden for what he may see. */
export function admitManager(actor: Actor, media: Media | undefined, now: number): asserts media is Media {
  if (media && mayManage(actor, media)) return
  if (media && mayView(actor, media, now)) throw new AppError('forbidden', 'This media is not yours')
  throw new AppError('not-found', 'There is no such media')
}
