import type { RequestEvent } from '@sveltejs/kit'
import { ApiError, api, toPage } from '#api'
import { deletionPath } from './load.ts'

type Outcome = { deleted: 'now' | 'before' }

/** The button that deletes. */
export const actions = {
  default: async ({ fetch, params }: Pick<RequestEvent, 'fetch' | 'params'>): Promise<Outcome> => {
    const path = deletionPath(params)
    if (path === undefined) toPage(new ApiError(404, {}))
    try {
      await api(fetch).post(path)
      return { deleted: 'now' }
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      if (thrown.code !== 'already-deleted') toPage(thrown)
      return { deleted: 'before' }
    }
  },
}
