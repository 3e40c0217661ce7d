import { error, redirect } from '@sveltejs/kit'
import { ApiError, api, toPage } from '#api'
import { loadList } from '#app/library/public-list.ts'
import type { AlbumDetails } from '../../../../../src/dialects/native/wire-albums.ts'
import type { PageLoad } from './$types'

/** An album by the id that its address ends with, and a page of what lies in it; its one address has its name too. */
export const load: PageLoad = async ({ fetch, url, params, depends }) => {
  depends('tintype:album')
  const album = await find(fetch, params.name)
  if (album.page.split('/').at(-1) !== url.pathname.split('/').at(-1)) redirect(302, album.page + url.search)
  if (album.locked) return { album, media: undefined }
  return { album, media: await loadList(fetch, url, { album: album.id, sort: album.sort }) }
}

async function find(fetch: typeof globalThis.fetch, name: string): Promise<AlbumDetails> {
  try {
    return await api(fetch).get<AlbumDetails>(`/api/albums/${encodeURIComponent(name)}`)
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
    // Whether there is such an album is nobody's business who may not see it.
    if (thrown.status === 403) error(404, thrown.message, { code: 'not-found' })
    toPage(thrown)
  }
}
