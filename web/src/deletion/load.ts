import type { LoadEvent } from '@sveltejs/kit'
import { ApiError, api, toPage } from '#api'
import type { Deletion } from '../../../src/dialects/native/wire-deletions.ts'

type Params = Partial<Record<'hash' | 'name' | 'token', string | undefined>>

/** The API's path for what a deletion link opens; undefined where it can open nothing. */
export function deletionPath({ hash, name = '', token = '' }: Params): string | undefined {
  const parts = hash === undefined ? [name.slice(name.lastIndexOf('.') + 1), token] : [hash]
  if (parts.some((part) => part === '' || part.includes('\0'))) return undefined
  return `/api/deletions/${parts.map(encodeURIComponent).join('/')}`
}

/** What a deletion link would delete; `media` is undefined for what it has deleted already. */
export async function load({ fetch, params, setHeaders }: LoadEvent<Params>) {
  // The address is a secret: it is neither kept nor told to others.
  setHeaders({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  const path = deletionPath(params)
  if (path === undefined) toPage(new ApiError(404, {}))
  try {
    return { media: await api(fetch).get<Deletion>(path) }
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
    if (thrown.code !== 'already-deleted') toPage(thrown)
    return { media: undefined }
  }
}
