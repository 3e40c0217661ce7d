import { action } from '#app/forms/action.ts'
import { textOf } from '#app/forms/problem.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  profile: action('profile', async (call, form) => {
    await call.patch('/api/account', {
      displayName: textOf(form, 'displayName') || null,
      bio: textOf(form, 'bio') || null,
      website: textOf(form, 'website').trim() || null,
      hidden: form.get('hidden') !== null,
    })
    return undefined
  }),
  noAvatar: action('avatar', async (call) => {
    await call.patch('/api/account', { avatarId: null })
    return undefined
  }),
}
