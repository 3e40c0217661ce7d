import { redirect } from '@sveltejs/kit'
import { api } from '#api'
import { refuse, textOf } from '#app/forms/problem.ts'
import type { Claimed } from '../../../../src/dialects/native/wire-people.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  clear: async ({ fetch, request, locals }) => {
    const form = await request.formData()
    try {
      await api(fetch).delete('/api/history')
    } catch (thrown) {
      return refuse(thrown, form)
    }
    redirect(303, `${(await locals.readSite()).base}/history?cleared`)
  },
  remove: async ({ fetch, request, locals }) => {
    const form = await request.formData()
    try {
      await api(fetch).delete(`/api/media/${encodeURIComponent(textOf(form, 'id'))}`)
    } catch (thrown) {
      return refuse(thrown, form)
    }
    redirect(303, `${(await locals.readSite()).base}/history?deleted`)
  },
  claim: async ({ fetch, request, locals }) => {
    const form = await request.formData()
    let claimed: Claimed
    try {
      claimed = await api(fetch).post<Claimed>('/api/history/claim')
    } catch (thrown) {
      return refuse(thrown, form)
    }
    const { base } = await locals.readSite()
    redirect(303, `${base}/history?taken=${claimed.taken}&left=${claimed.left}`)
  },
}
