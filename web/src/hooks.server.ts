import type { RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleFetch, HandleServerError } from '@sveltejs/kit/hooks'
import { decideLocale } from '#i18n/locales.ts'
import { pageHeaders } from './headers.ts'
import { answerInside, isOurApi } from './inside.ts'
import { mountOf } from './mount.ts'
import { type Site, unknownSite } from './site.ts'

/** Settles whose language and theme a page has, and sends it with the headers of every page. */
export const handle: Handle = async ({ event, resolve }) => {
  prepare(event)
  const { locals } = event
  const site = await locals.readSite()
  locals.locale = decideLocale({
    asked: event.url.searchParams.get('lang'),
    user: site.me?.preferences.locale,
    cookie: event.cookies.get('tintype_locale'),
    accepted: event.request.headers.get('accept-language'),
    site: site.locale,
  })
  const theme = site.me?.preferences.theme ?? event.cookies.get('tintype_theme')
  locals.theme = theme === 'light' || theme === 'dark' ? theme : 'system'
  const prefix = prefixOf(locals.mount?.baseUrl)
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => {
      const page = html
        .replace('%tintype.lang%', locals.locale)
        .replace('%tintype.theme%', locals.theme === 'system' ? '' : locals.theme)
      // What was fetched while rendering is found again under the address that browsers fetch.
      return prefix === '' ? page : page.replaceAll('data-url="/api/', `data-url="${prefix}/api/`)
    },
    filterSerializedResponseHeaders: (name) => name === 'content-type' || name === 'retry-after',
  })
  pageHeaders(event, response)
  return response
}

/** Calls of our own API go to the server within this process; there is nothing else to fetch. */
export const handleFetch: HandleFetch = ({ event, request, fetch }) =>
  isOurApi(event, request) ? answerInside(event, request) : fetch(request)

/** Every error as what its page shows: code, number of the request, and nothing of the cause. */
export const handleError: HandleServerError = ({ error, kind, event }) => {
  const { mount } = event.locals
  const requestId = mount?.requestId
  const shown = requestId === undefined ? {} : { requestId }
  if (mount?.refusal) {
    const { status, code, message, details } = mount.refusal
    const retryAfter = Number(details.retryAfter)
    return { ...shown, status, code, message, details, ...(retryAfter > 0 && { retryAfter }) }
  }
  if (kind === 'unknown')
    console.error(
      JSON.stringify({ level: 50, requestId, err: String(error instanceof Error ? error.stack : error) }),
    )
  return shown
}

function prepare(event: RequestEvent): void {
  let site: Promise<Site> | undefined
  Object.assign(event.locals, {
    mount: mountOf(event),
    cookies: new Map(),
    setCookies: [],
    readSite: () => {
      site ??= readSite(event)
      return site
    },
  })
}

async function readSite(event: RequestEvent): Promise<Site> {
  const response = await event.fetch('/api/site')
  return response.ok ? ((await response.json()) as Site) : unknownSite
}

function prefixOf(baseUrl: string | undefined): string {
  return baseUrl === undefined ? '' : new URL(baseUrl).pathname.replace(/\/$/, '')
}
