import { redirect } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import { to } from '#app/paths.ts'
import type { Media } from '../../../../src/dialects/native/wire-media.ts'
import type { RequestHandler } from './$types'

/** Leads to any public media; where there is none, home. */
export const GET: RequestHandler = async ({ fetch, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' })
  let path = to('/')
  try {
    path = (await api(fetch).get<Media>('/api/random')).page
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
  }
  redirect(302, path)
}
