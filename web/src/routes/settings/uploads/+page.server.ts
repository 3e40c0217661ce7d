import { readUploadForm } from '#app/account/upload-form.ts'
import { action } from '#app/forms/action.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: action('uploads', async (call, form, { locals }) => {
    const { me } = await locals.readSite()
    await call.patch('/api/account', { preferences: readUploadForm(form, me?.preferences ?? {}) })
    return undefined
  }),
}
