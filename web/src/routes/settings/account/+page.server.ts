import { action } from '#app/forms/action.ts'
import { textOf } from '#app/forms/problem.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  account: action('account', async (call, form) => {
    await call.patch('/api/account', { name: textOf(form, 'name'), email: textOf(form, 'email') })
    return undefined
  }),
  remove: action('remove', async (call, form) => {
    await call.delete('/api/account', { password: textOf(form, 'password') })
    return '/'
  }),
}
