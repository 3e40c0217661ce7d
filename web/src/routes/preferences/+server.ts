import { api } from '#api'
import { isLocale } from '#i18n/locales.ts'
import type { RequestHandler } from './$types'

const themes = ['light', 'dark', 'system']
const oneYear = 31_536_000

/** Takes the language or the theme from a form, keeps it with the browser and the account, and goes back. */
export const POST: RequestHandler = async ({ request, cookies, locals, url, fetch }) => {
  const form = await request.formData()
  const locale = form.get('locale')
  const theme = form.get('theme')
  const chosen = {
    ...(isLocale(locale) && { locale }),
    ...(typeof theme === 'string' && themes.includes(theme) && { theme }),
  }
  for (const [name, value] of Object.entries(chosen)) {
    cookies.set(`tintype_${name}`, value, {
      path: '/',
      maxAge: oneYear,
      sameSite: 'lax',
      httpOnly: true,
      secure: url.protocol === 'https:',
    })
  }
  const { me, base } = await locals.readSite()
  if (me) await api(fetch).patch('/api/account', { preferences: chosen })
  return new Response(null, { status: 303, headers: { location: whereFrom(request, url, base) } })
}

/** The page whose form it was, without the language that its address asked for; else home. */
function whereFrom(request: Request, url: URL, base: string): string {
  const from = request.headers.get('referer')
  if (from === null || !URL.canParse(from) || new URL(from).host !== url.host) return `${base}/`
  const { pathname, searchParams } = new URL(from)
  searchParams.delete('lang')
  // Two slashes at the beginning would name another host.
  const path = pathname.replace(/^\/+/, '/')
  return searchParams.size === 0 ? path : `${path}?${searchParams}`
}
