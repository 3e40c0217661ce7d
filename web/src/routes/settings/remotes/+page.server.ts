import { textOf } from '#app/forms/problem.ts'
import { readTold, readUse, remoteAction } from '#app/remotes/form.ts'
import type { Remote, RemoteTrial } from '../../../../../src/dialects/native/wire-remotes.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  add: remoteAction('add', async (call, form) => {
    const body = { name: textOf(form, 'name'), ...readTold(form), ...readUse(form) }
    const { id } = await call.post<Remote>('/api/remotes', body)
    return { path: `/settings/remotes/${id}?saved=added` }
  }),
  try: remoteAction('try', async (call, form) => ({
    trial: await call.post<RemoteTrial>('/api/remotes/try', readTold(form)),
  })),
}
