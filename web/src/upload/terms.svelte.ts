import { shared } from './state.svelte.ts'

const place = 'tintype-terms'
let agreed = $state(localStorage.getItem(place))

/** Whether somebody has to agree to the terms, as they stand now, before anything is sent. */
export function areUnread(): boolean {
  return shared.terms !== undefined && agreed !== markOf(shared.terms)
}

/** Agrees to the terms, for this browser, or takes that back. */
export function agree(yes: boolean): void {
  agreed = yes ? markOf(shared.terms ?? '') : ''
  localStorage.setItem(place, agreed)
}

/** Other terms have another mark. */
function markOf(terms: string): string {
  let mark = 0
  for (const letter of terms) mark = (Math.imul(mark, 31) + (letter.codePointAt(0) ?? 0)) | 0
  return `${terms.length}.${mark}`
}
