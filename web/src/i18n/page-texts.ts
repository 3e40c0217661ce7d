import { page } from '$app/state'
import { areasOf } from './areas.ts'
import { loadMessages } from './catalog.svelte.ts'
import { locale } from './t.ts'

/** Fetches what the page says in its language, and areas of texts beyond that; each once. */
export async function loadPageTexts(...more: readonly string[]): Promise<void> {
  await loadMessages(locale(), [...areasOf(page.route.id, 'all'), ...more])
}
