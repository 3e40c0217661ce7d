import { api, orPage } from '#api'
import type { ApiKey } from '../../../../../src/dialects/native/wire-people.ts'
import type { PageLoad } from './$types'

/** One's keys. */
export const load: PageLoad = async ({ fetch }) => ({
  keys: (await orPage(api(fetch).get<{ items: ApiKey[] }>('/api/keys'))).items,
})
