import { api, orPage } from '#api'
import type { Session } from '../../../../../src/dialects/native/wire-people.ts'
import type { PageLoad } from './$types'

/** Where one is signed in. */
export const load: PageLoad = async ({ fetch }) => ({
  sessions: (await orPage(api(fetch).get<{ items: Session[] }>('/api/sessions'))).items,
})
