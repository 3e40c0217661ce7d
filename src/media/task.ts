import { AppError, type ErrorCode, type ErrorDetails } from '../errors.ts'
import type { DeriveRequest } from './derived.ts'
import type { MediaLimits } from './limits.ts'

/** What a media process is asked to do. */
export type Task =
  | { name: 'inspect'; path: string; limits: MediaLimits }
  | {
      name: 'derive'
      request: DeriveRequest
      limits: MediaLimits
      ffmpeg: string | undefined
      prlimit: string | undefined
    }

/** A refusal on its way between processes; `cause` is for the log. */
export type Refusal = { code: ErrorCode; message: string; details: ErrorDetails; cause?: string }

export type Answer = { result: unknown } | { refusal: Refusal }

export function packRefusal(thrown: unknown): Refusal {
  const refusal = toRefusal(thrown)
  const cause =
    refusal.cause instanceof Error ? (refusal.cause.stack ?? refusal.cause.message) : refusal.cause
  return {
    code: refusal.code,
    message: refusal.message,
    details: refusal.details,
    ...(cause === undefined ? {} : { cause: String(cause).slice(0, 2000) }),
  }
}

export function unpackRefusal(refusal: Refusal): AppError {
  const { code, message, details, cause } = refusal
  return new AppError(code, message, { details, ...(cause === undefined ? {} : { cause: new Error(cause) }) })
}

/** The refusal for bytes that are not what they begin as. */
export function broken(cause: unknown): AppError {
  return new AppError('broken-file', 'The file is damaged or incomplete', { cause })
}

/** What a decoder or parser throws about a file is the file's fault; what the system says is not. */
function toRefusal(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const isSystem = thrown instanceof Error && 'syscall' in thrown
  return isSystem ? AppError.from(thrown) : broken(thrown)
}
