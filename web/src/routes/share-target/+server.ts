import { resolve } from '$app/paths'
import type { RequestHandler } from './$types'

/** What another program shares with the installed site comes here when no service worker takes it: as the plain form. */
export const POST: RequestHandler = () =>
  // 307 keeps the method and the body, which nobody has read.
  new Response(null, { status: 307, headers: { location: `${resolve('/')}upload` } })
