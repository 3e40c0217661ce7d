import { fail, redirect } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import { to } from '#app/paths.ts'
import type { Actions, RequestEvent } from './$types'

/** What can be done in the trash without scripts; `id` may stand in a form many times. */
export const actions: Actions = {
  restore: (event) => act(event, (call, ids) => call.post('/api/media/restore', { ids })),
  destroy: (event) => act(event, (call, ids) => call.delete('/api/media?forever=1', { ids })),
  empty: (event) => act(event, (call) => call.delete('/api/trash')),
}

async function act(
  { fetch, request }: RequestEvent,
  work: (call: ReturnType<typeof api>, ids: string[]) => Promise<unknown>,
) {
  const ids = (await request.formData()).getAll('id').map(String)
  try {
    await work(api(fetch), ids)
  } catch (error) {
    if (error instanceof ApiError) return fail(error.status || 503, { code: error.code })
    throw error
  }
  redirect(303, to('/my/trash'))
}
