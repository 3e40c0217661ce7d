import { redirect } from '@sveltejs/kit'
import { api } from '#api'
import { refuse, textOf } from '#app/forms/problem.ts'
import { isLocale } from '#i18n/locales.ts'
import type { Actions, PageServerLoad } from './$types'

/** There only until somebody has an account. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const site = await locals.readSite()
  if (!site.setUp) redirect(303, `${site.base}/${site.me ? '' : 'login'}`)
  return { token: url.searchParams.get('token')?.trim() ?? '' }
}

export const actions: Actions = {
  default: async ({ request, fetch, locals }) => {
    const form = await request.formData()
    const locale = form.get('locale')
    try {
      await api(fetch).post('/api/setup', {
        token: textOf(form, 'token').trim(),
        name: textOf(form, 'name'),
        email: textOf(form, 'email'),
        password: textOf(form, 'password'),
        siteName: textOf(form, 'siteName'),
        locale: isLocale(locale) ? locale : undefined,
        signUp: form.get('signUp') !== null,
        private: form.get('private') !== null,
        guests: form.get('guests') !== null,
      })
    } catch (thrown) {
      return refuse(thrown, form)
    }
    const { base } = await locals.readSite()
    redirect(303, `${base}/?ready`)
  },
}
