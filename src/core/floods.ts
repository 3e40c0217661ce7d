import { AppError, type ErrorDetails } from '../errors.ts'
import type { App } from './app.ts'

/** How often something may be done: `most` times within `period`, milliseconds; what is said of more than that. */
export type Limit = { most: number; period: number; message: string; details?: ErrorDetails }

/** Counts one more under a name. Throws flood beyond the limit. */
export async function countWithin(app: Pick<App, 'kv'>, name: string, limit: Limit): Promise<void> {
  const { count, ttl } = await app.kv.increment(name, limit.period)
  if (count > limit.most) throw flood(limit.message, ttl, limit.details)
}

/** The refusal of what is done too often, to be tried again after `wait`, milliseconds. */
export function flood(message: string, wait: number, details: ErrorDetails = {}): AppError {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000))
  return new AppError('flood', message, { details: { ...details, retryAfter } })
}
