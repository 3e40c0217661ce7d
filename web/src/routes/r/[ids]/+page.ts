import { ApiError, api } from '#api'
import type { Media } from '#app/upload/contract.ts'
import type { PageLoad } from './$types'

/** As many as a form takes at a time, and some. */
const most = 200

/** What came of a plain form: `/r/ID.ID?failed=NAME:code`. Only what the asker may manage is shown. */
export const load: PageLoad = async ({ params, url, fetch }) => {
  const ids = [...new Set(params.ids.split('.'))].filter((id) => /^[\w-]{1,64}$/.test(id)).slice(0, most)
  const found = await Promise.all(ids.map((id) => find(fetch, id)))
  return {
    media: found.filter((media) => media?.mine === true),
    failed: url.searchParams
      .getAll('failed')
      .slice(0, most)
      .map((text) => {
        const at = text.lastIndexOf(':')
        return { name: text.slice(0, at), code: text.slice(at + 1) }
      }),
  }
}

async function find(fetch: typeof globalThis.fetch, id: string): Promise<Media | undefined> {
  try {
    return await api(fetch).get<Media>(`/api/media/${id}`)
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status > 0 && thrown.status < 500) return undefined
    throw thrown
  }
}
