import type { Site } from './contract.ts'
import { type Options, shared } from './state.svelte.ts'

const nameOf = () => `tintype-upload:${shared.user?.id ?? ''}`

/** Reads what was chosen for all files the last time, else what the account says. */
export function loadOptions(preferences?: NonNullable<Site['me']>['preferences']): void {
  const stored = localStorage.getItem(nameOf())
  shared.options = { ...preferences?.upload, ...(stored === null ? {} : parse(stored)) }
}

/** Keeps what is chosen for all files. */
export function saveOptions(): void {
  localStorage.setItem(nameOf(), JSON.stringify(shared.options))
}

function parse(stored: string): Options {
  try {
    const { tags: _, ...kept } = JSON.parse(stored) as Options
    return kept
  } catch {
    return {}
  }
}
