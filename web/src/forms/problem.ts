import { fail } from '@sveltejs/kit'
import { ApiError } from '#api'

/** Why a form was not taken, as its page shows it. `field` is the name of what is wrong in it. */
export type Problem = {
  /** `errors.CODE` is its text. */
  code: string
  field?: string
  /** More of the reason, such as `taken`. */
  what?: string
  /** Seconds. */
  retryAfter?: number
  requestId?: string
}

/** What a form's page is given when it was not taken: why, and what had been entered. */
export type Refused = { problem: Problem; values: Record<string, string>; form?: string }

/** Anything thrown by a call of the API as what a form shows. What is no refusal is thrown on. */
export function problemOf(thrown: unknown): Problem {
  if (!(thrown instanceof ApiError)) throw thrown
  const { code, field, retryAfter, requestId, details } = thrown
  return {
    code,
    ...(field !== undefined && { field }),
    ...(details.what !== undefined && { what: details.what }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(requestId !== undefined && code === 'internal' && { requestId }),
  }
}

/** In an action: the form again, with what had been entered but for passwords, and why. */
export function refuse(thrown: unknown, entered: FormData, form?: string) {
  const problem = problemOf(thrown)
  const values: Record<string, string> = {}
  for (const [name, value] of entered) {
    if (typeof value === 'string' && !/password|current|next|token/i.test(name)) values[name] = value
  }
  const status = thrown instanceof ApiError && thrown.status >= 400 ? thrown.status : 503
  const refused: Refused = { problem, values, ...(form !== undefined && { form }) }
  return fail(status, refused)
}

/** A text of a form; empty where there is none. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
