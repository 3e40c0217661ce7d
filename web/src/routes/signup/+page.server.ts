import { error, fail, redirect } from '@sveltejs/kit'
import { api } from '#api'
import { nextPath } from '#app/auth/next.ts'
import { type Refused, refuse, textOf } from '#app/forms/problem.ts'
import type { Actions, PageServerLoad } from './$types'

/** Only where anybody may make an account. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const site = await locals.readSite()
  if (site.setUp) redirect(303, `${site.base}/setup`)
  if (site.me) redirect(303, site.base + nextPath(url, site.base))
  if (!site.signUp) error(403, 'There is no sign-up here', { code: 'forbidden' })
}

export const actions: Actions = {
  default: async ({ request, fetch, url, locals }) => {
    const form = await request.formData()
    const { base, terms } = await locals.readSite()
    const [name, email] = [textOf(form, 'name'), textOf(form, 'email')]
    if (terms !== undefined && form.get('agreed') === null) {
      const refused: Refused = { problem: { code: 'bad-input', field: 'agreed' }, values: { name, email } }
      return fail(400, refused)
    }
    try {
      await api(fetch).post('/api/account', { name, email, password: textOf(form, 'password') })
    } catch (thrown) {
      return refuse(thrown, form)
    }
    redirect(303, base + nextPath(url, base))
  },
}
