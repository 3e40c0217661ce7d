import { AppError } from '../errors.ts'

/** One line on why something failed. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ')
  if (error instanceof AppError && error.code === 'internal' && error.cause !== undefined)
    return reasonOf(error.cause)
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if ('syscall' in error && error.syscall === 'listen') {
    if (code === 'EADDRINUSE')
      return `Another program listens there already (${error.message}): choose another PORT`
    if (code === 'EACCES') return `Not allowed to listen there (${error.message}): choose a PORT above 1023`
    return `Cannot listen there (${error.message}): check HOST and PORT`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `Cannot find a host (${error.message}): check HOST and DATABASE_URL`
  if (code === 'ECONNREFUSED') return `Nobody answers there (${error.message}): check DATABASE_URL`
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return `A file is where a folder should be (${error.message}): check DATA_DIR`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `Not allowed: ${error.message}`
  if (code === 'ENOSPC') return `No space left: ${error.message}`
  return error.message
}
