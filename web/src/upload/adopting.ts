import { api } from '#api'
import type { Site } from './contract.ts'
import { keep } from './kept.ts'
import { loadOptions } from './options.ts'
import { pump } from './runner.ts'
import { isBusy, shared } from './state.svelte.ts'

/** Lets the queue know what the site allows, and whose it is. */
export function adopt({ limits, me, categories, signUp, terms }: Site): void {
  // Whose session ends while files are on their way has not become a guest.
  if (!me && shared.user && isBusy()) return
  const isAnother = shared.user?.id !== me?.id
  Object.assign(shared, {
    limits,
    categories,
    signUp,
    terms: me ? undefined : terms,
    user: me && { id: me.id, name: me.displayName ?? me.name },
  })
  loadOptions(me)
  if (isAnother) for (const item of shared.items) keep(item)
}

/** Whoever has signed in meanwhile, or nobody, goes on with the queue. */
export async function goOnAs(): Promise<void> {
  const site = await api(fetch).get<Site>('/api/site')
  adopt(site)
  shared.hold = undefined
  pump()
}
