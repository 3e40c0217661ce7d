import { type ActionFailure, isRedirect, type RequestEvent, redirect } from '@sveltejs/kit'
import { ApiError, api } from '#api'
import { type Refused, refuse } from './problem.ts'

type Asked = Pick<RequestEvent, 'request' | 'fetch' | 'locals' | 'url' | 'cookies'>
type Work = (call: ReturnType<typeof api>, form: FormData, event: Asked) => Promise<string | undefined>

/**
 * An action that calls the API. Then the page is shown anew, saying that `name` is saved, or the path that `work`
 * answers; what the API refuses, the form says. Whoever is no longer signed in does that first, and comes back.
 */
export function action(name: string, work: Work): (event: Asked) => Promise<ActionFailure<Refused>> {
  return async (event) => {
    const form = await event.request.formData()
    const { base } = await event.locals.readSite()
    const { pathname } = event.url
    let path: string | undefined
    try {
      path = await work(api(event.fetch), form, event)
    } catch (thrown) {
      if (isRedirect(thrown)) throw thrown
      if (thrown instanceof ApiError && thrown.status === 401 && thrown.field === undefined) {
        redirect(303, `${base}/login?ended&next=${encodeURIComponent(pathname)}`)
      }
      return refuse(thrown, form, name)
    }
    redirect(303, base + (path ?? `${pathname}?saved=${name}`))
  }
}
