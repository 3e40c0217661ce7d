import { action } from '#app/forms/action.ts'
import { textOf } from '#app/forms/problem.ts'
import { isLocale } from '#i18n/locales.ts'
import type { Actions } from './$types'

const oneYear = 31_536_000

export const actions: Actions = {
  default: action('appearance', async (call, form, { cookies, url }) => {
    const [locale, theme] = [textOf(form, 'locale'), textOf(form, 'theme')]
    const chosen = {
      ...(isLocale(locale) && { locale }),
      ...(theme !== '' && { theme }),
    }
    await call.patch('/api/account', {
      preferences: {
        ...chosen,
        rowHeight: Number(textOf(form, 'rowHeight')),
        density: textOf(form, 'density'),
        shortcuts: form.get('shortcuts') !== null,
        showNsfw: form.get('showNsfw') !== null,
      },
    })
    // This browser stays so after signing out.
    const secure = url.protocol === 'https:'
    for (const [name, value] of Object.entries(chosen)) {
      cookies.set(`tintype_${name}`, value, {
        path: '/',
        maxAge: oneYear,
        sameSite: 'lax',
        httpOnly: true,
        secure,
      })
    }
    return undefined
  }),
}
