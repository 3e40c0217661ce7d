import { albumsToChoose } from '#app/albums/tree.ts'
import type { PageLoad } from './$types'

/** The albums that uploads may go to. */
export const load: PageLoad = async ({ fetch }) => {
  return { albums: await albumsToChoose(fetch) }
}
