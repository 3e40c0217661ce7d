import type { RequestEvent } from '@sveltejs/kit'

/** Gives a page what every page is sent with. Answers that are no pages keep what they have. */
export function pageHeaders({ locals, request, url }: RequestEvent, response: Response): void {
  const { headers } = response
  for (const cookie of locals.setCookies) headers.append('set-cookie', cookie)
  if (!headers.has('cache-control')) {
    headers.set('cache-control', response.status >= 400 ? 'private, no-store' : 'private, no-cache')
  }
  if (locals.retryAfter !== undefined) headers.set('retry-after', String(locals.retryAfter))
  if (!headers.get('content-type')?.startsWith('text/html')) return
  headers.set('content-type', 'text/html; charset=utf-8')
  headers.set('content-language', locals.locale)
  headers.set('vary', 'Accept-Language, Accept, Cookie, Authorization, X-API-Key')
  if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'strict-origin-when-cross-origin')
  headers.set('x-frame-options', 'SAMEORIGIN')
  headers.set('cross-origin-opener-policy', isPopup(url) ? 'unsafe-none' : 'same-origin')
  headers.set('permissions-policy', 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()')
  const policy = headers.get('content-security-policy')
  if (policy !== null) {
    const files = originOf(locals.mount?.mediaUrl)
    const seen = ["'self'", 'blob:', 'data:', ...files].join(' ')
    headers.set('content-security-policy', `${policy}; img-src ${seen}; media-src ${seen}`)
  }
  if (request.headers.has('authorization')) headers.set('cache-control', 'private, no-store')
}

/** The upload page in a window of another site's button, with which it talks. */
function isPopup({ pathname, searchParams }: URL): boolean {
  return pathname.endsWith('/') && searchParams.has('pup')
}

function originOf(address: string | undefined): string[] {
  return address === undefined ? [] : [new URL(address).origin]
}
