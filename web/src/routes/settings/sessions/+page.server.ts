import { action } from '#app/forms/action.ts'
import { textOf } from '#app/forms/problem.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  end: action('ended', async (call, form) => {
    await call.delete(`/api/sessions/${encodeURIComponent(textOf(form, 'id'))}`)
    return undefined
  }),
  endAll: action('ended', async (call) => {
    await call.delete('/api/sessions')
    return undefined
  }),
}
