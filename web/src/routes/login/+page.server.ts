import { redirect } from '@sveltejs/kit'
import { api } from '#api'
import { nextPath } from '#app/auth/next.ts'
import { refuse, textOf } from '#app/forms/problem.ts'
import type { Actions, PageServerLoad } from './$types'

/** Whoever has signed in has nothing to do here. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const site = await locals.readSite()
  if (site.setUp) redirect(303, `${site.base}/setup`)
  if (site.me) redirect(303, site.base + nextPath(url, site.base))
  return { hasEnded: url.searchParams.has('ended') }
}

export const actions: Actions = {
  default: async ({ request, fetch, url, locals }) => {
    const form = await request.formData()
    try {
      const remember = form.get('remember') !== null
      const entered = { name: textOf(form, 'name'), password: textOf(form, 'password'), remember }
      await api(fetch).post('/api/session', entered)
    } catch (thrown) {
      return refuse(thrown, form)
    }
    const { base } = await locals.readSite()
    redirect(303, base + nextPath(url, base))
  },
}
