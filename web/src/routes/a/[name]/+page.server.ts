import { redirect } from '@sveltejs/kit'
import { api } from '#api'
import { refuse, textOf } from '#app/forms/problem.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async ({ request, fetch, params, locals }) => {
    const form = await request.formData()
    const name = encodeURIComponent(params.name)
    try {
      await api(fetch).post(`/api/albums/${name}/unlock`, { password: textOf(form, 'password') })
    } catch (thrown) {
      return refuse(thrown, form)
    }
    redirect(303, `${(await locals.readSite()).base}/a/${name}`)
  },
}
