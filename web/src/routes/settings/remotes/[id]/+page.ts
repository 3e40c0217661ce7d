import { api, orPage } from '#api'
import { albumsToChoose } from '#app/albums/tree.ts'
import type { Remote, RemoteCopyList } from '../../../../../../src/dialects/native/wire-remotes.ts'
import type { PageLoad } from './$types'

/** One host with what is wrong there: what failed first, then what waits. */
export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('tintype:remote')
  const path = `/api/remotes/${encodeURIComponent(params.id)}`
  const call = api(fetch)
  const [remote, failed, waiting, albums] = await Promise.all([
    orPage(call.get<Remote>(path)),
    orPage(call.get<RemoteCopyList>(`${path}/copies`, { state: 'failed' })),
    orPage(call.get<RemoteCopyList>(`${path}/copies`, { state: 'waiting' })),
    albumsToChoose(fetch),
  ])
  return { remote, copies: [...failed.items, ...waiting.items], albums }
}
