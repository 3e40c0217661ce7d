import { redirect } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import { action } from '#app/forms/action.ts'
import { refuse, textOf } from '#app/forms/problem.ts'
import type { ApiKey } from '../../../../../src/dialects/native/wire-people.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  // The one answer that tells the key: it is in no address, and not kept.
  make: async ({ request, fetch, locals }) => {
    const form = await request.formData()
    try {
      const made = await api(fetch).post<ApiKey & { key: string }>('/api/keys', {
        label: textOf(form, 'label'),
      })
      return { made }
    } catch (thrown) {
      const isSignedOut = thrown instanceof ApiError && thrown.status === 401
      if (isSignedOut) redirect(303, `${(await locals.readSite()).base}/login?ended&next=/settings/keys`)
      return refuse(thrown, form, 'make')
    }
  },
  end: action('ended', async (call, form) => {
    await call.delete(`/api/keys/${encodeURIComponent(textOf(form, 'id'))}`)
    return undefined
  }),
}
