import { redirect } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import { refuse, textOf } from '#app/forms/problem.ts'
import type { Connection } from '../../../../../src/dialects/native/wire-connect.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  // The one answer that tells the key: it is in no address, and not kept.
  connect: async ({ request, fetch, locals }) => {
    const form = await request.formData()
    const tool = encodeURIComponent(textOf(form, 'tool'))
    try {
      const made = await api(fetch).post<Connection>(`/api/connect/${tool}?language=${locals.locale}`)
      return { made }
    } catch (thrown) {
      const isSignedOut = thrown instanceof ApiError && thrown.status === 401
      if (isSignedOut) redirect(303, `${(await locals.readSite()).base}/login?ended&next=/settings/connect`)
      return refuse(thrown, form, 'connect')
    }
  },
}
