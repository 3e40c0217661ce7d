import { error } from '@sveltejs/kit'
import { api, orPage } from '#api'
import type { ConnectTool } from '../../../../../src/dialects/native/wire-connect.ts'
import type { PageLoad } from './$types'

/** The tools, and with `?tool=ID` the one to connect. */
export const load: PageLoad = async ({ fetch, parent, url }) => {
  const { locale: language } = await parent()
  const { items } = await orPage(
    api(fetch).get<{ items: ConnectTool[] }>(`/api/connect?language=${language}`),
  )
  const id = url.searchParams.get('tool')
  const tool = items.find((each) => each.id === id)
  if (id !== null && !tool) error(404, 'There is no such tool', { code: 'not-found' })
  return { tools: items, tool }
}
