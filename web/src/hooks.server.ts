import { isHttpError, type RequestEvent } from '@sveltejs/kit'
import type { Handle, HandleFetch, HandleServerError } from '@sveltejs/kit/hooks'
import { ApiError, api } from '#api'
import { decideLocale } from '#i18n/locales.ts'
import { pageHeaders } from './headers.ts'
import { answerInside, callInside, isOurApi } from './inside.ts'
import { mountOf } from './mount.ts'
import { lastsFor, remember } from './remember.ts'
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
  const again = await lastsFor(event, site)
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => {
      const page = html
        .replace('%tintype.lang%', locals.locale)
        .replace('%tintype.theme%', locals.theme === 'system' ? '' : ` class="${locals.theme}"`)
      // What was fetched while rendering is found again under the address that browsers fetch.
      return prefix === '' ? page : page.replaceAll('data-url="/api/', `data-url="${prefix}/api/`)
    },
    filterSerializedResponseHeaders: (name) => name === 'content-type' || name === 'retry-after',
  })
  // An answer's status is fixed once it is made.
  const answer =
    locals.failure && response.ok
      ? new Response(response.body, { ...copied(response), status: locals.failure.status })
      : response
  pageHeaders(event, answer)
  return again ? remember(event, answer, again) : answer
}

/** Calls of our own API go to the server within this process; there is nothing else to fetch. */
export const handleFetch: HandleFetch = ({ event, request, fetch }) =>
  isOurApi(event, request) ? answerInside(event, request) : fetch(request)

/** Every error as what its page shows: code, number of the request, and nothing of the cause. */
export const handleError: HandleServerError = ({ error, kind, event }) => {
  const { locals } = event
  const shown = { requestId: locals.mount?.requestId ?? '' }
  const refusal = locals.mount?.refusal
  if (refusal) {
    const { status, code, message, details } = refusal
    return { ...shown, status, code, message, details, ...waiting(locals, details.retryAfter) }
  }
  // A refusal of the API has a number of its own: the one that the log knows.
  if (isHttpError(error)) return { ...shown, ...error.body, ...waiting(locals, error.body.retryAfter) }
  if (kind === 'unknown') (locals.mount?.fail ?? console.error)(error)
  return shown
}

/** What the page says about waiting, its headers say too. */
function waiting(locals: App.Locals, seconds: unknown): { retryAfter?: number } {
  if (typeof seconds !== 'number') return {}
  locals.retryAfter = seconds
  return { retryAfter: seconds }
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
  try {
    // What is not fetched by the page itself need be no Request and no Response: they cost more than the answer.
    const inside = await callInside(event, { method: 'GET', url: '/api/site' })
    if (inside?.statusCode === 200) return JSON.parse(new TextDecoder().decode(inside.rawPayload)) as Site
    return await api(event.fetch).get<Site>('/api/site')
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
    // A key that opens nothing is for the page's own calls to refuse; the site is what a guest sees of it.
    if (thrown.status === 401 && !event.locals.keyless) {
      event.locals.keyless = true
      return readSite(event).finally(() => {
        // What anybody may see is shown to whoever brings such a key, too.
        event.locals.keyless = /^\/(image|clip|video)\//.test(event.route.id ?? '')
      })
    }
    const { status, code, requestId, retryAfter } = thrown
    event.locals.failure = {
      status: status === 0 ? 503 : status,
      code,
      ...(requestId !== undefined && { requestId }),
      ...(retryAfter !== undefined && { retryAfter }),
    }
    return unknownSite
  }
}

function copied({ headers, statusText }: Response): ResponseInit {
  return { headers: new Headers(headers), statusText }
}

function prefixOf(baseUrl: string | undefined): string {
  return baseUrl === undefined ? '' : new URL(baseUrl).pathname.replace(/\/$/, '')
}
