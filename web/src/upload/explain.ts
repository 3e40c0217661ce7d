import { bytes, dateTime, t, tOr } from '#i18n/t.ts'
import type { Failure } from './machine.ts'
import { shared } from './state.svelte.ts'

/** What happened to a file, in a few words. */
export function failureText(failure: Failure): string {
  const { code, limit, what, field } = failure
  if (code === 'too-large')
    return t('upload.fail.tooLarge', { size: bytes(limit ?? shared.limits.maxFileBytes) })
  if (code === 'unsupported' && what !== undefined) return t('upload.fail.kind', { kind: what })
  if (code === 'unsupported') return t('upload.fail.unsupported')
  if (code === 'unreadable') return t('upload.fail.unreadable')
  if (code === 'bad-input' && field !== undefined) {
    return t('upload.fail.field', { field: tOr(`upload.field.${field}`, 'upload.fail.other') })
  }
  return tOr(`errors.${code}`, 'errors.internal')
}

/** What the person can do about it; empty when there is nothing but to leave it out. */
export function adviceFor(failure: Failure): string {
  const { code, retryAfter } = failure
  if (code === 'unsupported' || code === 'kind-disabled' || code === 'kind-unavailable') {
    return t('upload.do.kinds', {
      kinds: [...new Set(shared.limits.kinds.map(({ label }) => label))].join(', '),
    })
  }
  if (code === 'flood' && retryAfter !== undefined) {
    return t('upload.do.later', { time: dateTime(Date.now() + retryAfter * 1000) })
  }
  const key = advice[code]
  return key === undefined ? tOr(`errors.${code}Advice`, 'upload.do.again') : t(key)
}

const advice = {
  'too-large': 'upload.do.smaller',
  'too-complex': 'upload.do.smaller',
  'empty-source': 'upload.do.another',
  'broken-file': 'upload.do.another',
  unreadable: 'upload.do.choose',
  'bad-album': 'upload.do.album',
  'bad-category': 'upload.do.fields',
  'bad-input': 'upload.do.fields',
  'bad-expiration': 'upload.do.fields',
  'key-missing': 'upload.do.signIn',
  'key-invalid': 'upload.do.signIn',
  'over-quota': 'upload.do.quota',
  'url-unreachable': 'upload.do.address',
  'url-private': 'upload.do.address',
  'url-self': 'upload.do.address',
  'url-scheme': 'upload.do.address',
} as const satisfies Record<string, string> as Record<string, keyof typeof import('#i18n/en.ts').messages>

/** Whether changing the file's fields is what helps. */
export function isAboutFields({ code }: Failure): boolean {
  return [
    'bad-album',
    'bad-category',
    'bad-input',
    'bad-expiration',
    'bad-width',
    'width-too-large',
  ].includes(code)
}
