import { api } from '../api.ts'
import type { Site } from '../site.ts'
import { isDangerous } from './choice.ts'
import type { Template } from './codes.ts'

/** How somebody copies links; names as in the account's preferences. */
export type Kept = { copyAs: string; autoCopy: boolean; templates: Template[] }

const storageKey = 'tintype.copying'
const nothing: Kept = { copyAs: 'direct.url', autoCopy: false, templates: [] }

/** How links are copied: as the account has it, else as this browser remembers it. */
export function readKept({ me }: Pick<Site, 'me'>): Kept {
  return { ...nothing, ...readBrowser(), ...checked(me?.preferences ?? {}) }
}

/** Remembers in this browser, and with the account when there is one. Never fails: it is a convenience. */
export async function keep(site: Pick<Site, 'me'>, change: Partial<Kept>): Promise<void> {
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...readBrowser(), ...change }))
  } catch {
    // The browser keeps nothing for us.
  }
  if (!site.me) return
  Object.assign(site.me.preferences, change)
  await api(fetch)
    .patch('/api/account', { preferences: change })
    .catch(() => {})
}

function readBrowser(): Partial<Kept> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return typeof kept === 'object' && kept !== null ? checked(kept) : {}
  } catch {
    return {}
  }
}

function checked(kept: object): Partial<Kept> {
  const { copyAs, autoCopy, templates } = kept as Record<string, unknown>
  return {
    ...(typeof copyAs === 'string' && !isDangerous(copyAs) && { copyAs }),
    ...(typeof autoCopy === 'boolean' && { autoCopy }),
    ...(Array.isArray(templates) && { templates: templates.filter(isTemplate) }),
  }
}

function isTemplate(value: unknown): value is Template {
  const { name, text } = (value ?? {}) as Record<string, unknown>
  return typeof name === 'string' && typeof text === 'string'
}
