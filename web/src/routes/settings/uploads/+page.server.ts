import { readUploadForm } from '#app/account/upload-form.ts'
import { action } from '#app/forms/action.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: action('uploads', async (call, form) => {
    await call.patch('/api/account', { preferences: readUploadForm(form) })
    return undefined
  }),
}
