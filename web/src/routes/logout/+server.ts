import { api } from '#api'
import type { RequestHandler } from './$types'

/** Signs this browser out, and goes home. */
export const POST: RequestHandler = async ({ fetch, locals }) => {
  const { base } = await locals.readSite()
  await api(fetch).delete('/api/session')
  return new Response(null, { status: 303, headers: { location: `${base}/` } })
}
