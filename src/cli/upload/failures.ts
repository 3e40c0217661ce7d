import { AppError } from '../../errors.ts'
import { reasonOf } from '../reason.ts'

/** Why an upload failed. `code` is one of the API's, `network` when nobody answered, `local` for the file itself. */
export type Failure = { code: string; message: string /** Of HTTP, where it is known. */; status?: number }

/** Whatever was thrown, as people and programs are told of it. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof AppError) {
    // Of descriptions these are at fault when the host lets nobody in.
    const isKey = ['key', 'headers', 'fields'].includes(thrown.details.field ?? '')
    // Of what is to be uploaded, in place of the host that it goes to.
    const isSource = thrown.details.field === 'source'
    const isAway = thrown.code === 'url-unreachable' && !isSource
    const code = isAway ? 'network' : isKey ? 'key-invalid' : thrown.code
    return { code, message: thrown.message, ...statusIn(thrown.cause) }
  }
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  // The codes of the API are lower case, those of the system are not.
  const known = typeof code === 'string' && /^[a-z][a-z-]*$/.test(code)
  return { code: known ? code : 'local', message: reasonOf(thrown), ...statusIn(thrown) }
}

function statusIn(value: unknown): { status?: number } {
  const status = typeof value === 'object' && value !== null && 'status' in value ? value.status : undefined
  return typeof status === 'number' && status > 0 ? { status } : {}
}

/** Whether the host lets nobody in with this key: then no other file needs to be tried. One file may be refused by 403. */
export function endsAll({ status }: Failure): boolean {
  return status === 401
}

/** Whether the key is at fault. */
export function isAboutKey({ code }: Failure): boolean {
  return code === 'key-missing' || code === 'key-invalid' || code === 'bad-credentials'
}

/** Exit codes of `tintype upload`; its help and docs/guide/command-line.md explain them. */
export const exitCodes = { done: 0, failed: 1, key: 3, network: 4, stopped: 130 } as const

/** 0 when none failed; 3 and 4 when nothing was uploaded for that one reason; else 1. */
export function exitCodeOf(uploaded: number, failures: readonly Failure[]): number {
  if (failures.length === 0) return exitCodes.done
  if (uploaded > 0) return exitCodes.failed
  if (failures.every(isAboutKey)) return exitCodes.key
  return failures.every(({ code }) => code === 'network') ? exitCodes.network : exitCodes.failed
}
