import { ApiError } from '#api'
import { action } from '#app/forms/action.ts'
import { textOf } from '#app/forms/problem.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: action('password', async (call, form) => {
    const next = textOf(form, 'next')
    if (next !== textOf(form, 'repeat')) {
      throw new ApiError(400, { error: { code: 'bad-input', message: 'Not the same', field: 'repeat' } })
    }
    await call.post('/api/account/password', { current: textOf(form, 'current'), next })
    return undefined
  }),
}
