import { span, t, tOr } from '#i18n/t.ts'
import type { Problem } from './problem.ts'

/** What went wrong with a form as a whole. */
export function summaryOf({ code, retryAfter, field }: Problem): string {
  if (retryAfter !== undefined) {
    return `${tOr(`errors.${code}`, 'errors.internal')}. ${t('errors.tryIn', { time: span(retryAfter * 1000) })}`
  }
  if (code === 'bad-input' && field !== undefined) return t('account.checkFields')
  return tOr(`errors.${code}`, 'errors.internal')
}

/** What is wrong with one field of a form, in the words of its area; undefined when it is not that one. */
export function faultOf(
  problem: Problem | undefined,
  field: string,
  area: 'account' | 'album' = 'account',
): string | undefined {
  if (problem?.field !== field) return undefined
  if (problem.code === 'bad-credentials') return t('account.wrong.credentials')
  const key = problem.what === undefined ? field : `${field}.${problem.what}`
  return tOr(`${area}.wrong.${key}`, 'account.wrong.other')
}
