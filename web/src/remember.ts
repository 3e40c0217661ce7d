import type { RequestEvent } from '@sveltejs/kit'
import type { Site } from './site.ts'
import { openViewed } from './viewer/load.server.ts'

/** What an answer is good for besides this one request. */
export type Again = { until: number; visited?: string }

/**
 * Until when a page shows the same to everybody who has not signed in, as long as no data change; undefined when it
 * does not. Its times ("5 minutes ago") hold for a minute.
 */
export async function lastsFor(event: RequestEvent, site: Site): Promise<Again | undefined> {
  const { locals, route, request, url } = event
  if (!locals.mount?.remember || request.method !== 'GET' || event.isDataRequest) return undefined
  if (site.me || locals.failure) return undefined
  const minute = (Math.floor(Date.now() / 60_000) + 1) * 60_000
  if (route.id === '/') return url.search === '' ? { until: minute } : undefined
  if (route.id !== '/image/[name]' && route.id !== '/clip/[name]') return undefined
  if ([...url.searchParams.keys()].some((name) => name !== 'in')) return undefined
  const media = await openViewed(event)
  return media && { until: Math.min(minute, media.expiresAt ?? minute), visited: media.id }
}

/** Gives the page to the server, which answers with it again. */
export async function remember(event: RequestEvent, response: Response, again: Again): Promise<Response> {
  const keep = event.locals.mount?.remember
  const { headers, status } = response
  const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1]
  if (!keep || status !== 200 || headers.has('set-cookie') || nonce === undefined) return response
  const html = await response.text()
  keep({ ...again, html, nonce, headers: [...headers] })
  return new Response(html, { status, headers })
}
