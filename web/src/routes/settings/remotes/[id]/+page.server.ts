import { textOf } from '#app/forms/problem.ts'
import { readTold, readUse, remoteAction } from '#app/remotes/form.ts'
import type { RemoteTrial } from '../../../../../../src/dialects/native/wire-remotes.ts'
import type { Actions, RequestEvent } from './$types'

type Work = Parameters<typeof remoteAction>[1]
type Call = Parameters<Work>[0]

/** An action on the host of this page; then the page says that `name` is done. */
function onThis(name: string, work: (call: Call, path: string, form: FormData) => Promise<unknown>) {
  return (event: RequestEvent) => {
    const id = encodeURIComponent(event.params.id)
    return remoteAction(name, async (call, form) => {
      const done = await work(call, `/api/remotes/${id}`, form)
      if (name === 'try') return { trial: done as RemoteTrial }
      const path = name === 'removed' ? '' : `/${id}`
      return { path: `/settings/remotes${path}?saved=${name}` }
    })(event)
  }
}

export const actions: Actions = {
  use: onThis('use', (call, path, form) =>
    call.patch(path, { name: textOf(form, 'name'), ...readUse(form) }),
  ),
  describe: onThis('described', (call, path, form) => call.patch(path, readTold(form))),
  try: ({ params, ...event }) =>
    remoteAction('try', async (call, form) => ({
      trial: await call.post<RemoteTrial>('/api/remotes/try', { id: params.id, ...readTold(form) }),
    }))(event),
  retry: onThis('retried', (call, path) => call.post(`${path}/retry`)),
  sendAll: onThis('sent', (call, path) => call.post(`${path}/copies`)),
  import: onThis('import', (call, path, form) => {
    const albumId = textOf(form, 'albumId')
    return call.post(`${path}/import`, albumId === '' ? {} : { albumId })
  }),
  stop: onThis('import', (call, path) => call.delete(`${path}/import`)),
  remove: onThis('removed', (call, path) => call.delete(path)),
}
