import { error, redirect } from '@sveltejs/kit'
import { to } from '../paths.ts'
import type { Site } from '../site.ts'

/** In a load: sends whoever has not signed in to where that is done, and back again after it. */
export function signInFirst({ me }: Site, url: URL): void {
  if (!me) redirect(303, to(`/login?next=${encodeURIComponent(url.pathname + url.search)}`))
}

/** In a load of a public list: sites that have none are private, or do not show any. */
export function admitPublic(site: Site, url: URL): void {
  if (site.private) signInFirst(site, url)
  if (!site.explore) error(404, 'There is nothing at this address', { code: 'not-found' })
}
