import { configure, findTool, listTools } from '../../connect/tools.ts'
import { makeKey } from '../../core/keys.ts'
import { readSettings } from '../../core/settings.ts'
import { type Route, route } from './route.ts'
import { requireBrowser } from './session.ts'
import { connection, connectQuery, connectTools } from './wire-connect.ts'

/** Tools that upload here, and what each of them needs for it. */
export const connectRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/connect',
    group: 'account',
    summary: 'Tools that can be connected',
    access: 'anyone',
    query: connectQuery,
    answer: connectTools,
    handle: async ({ query }) => ({ items: listTools(query.language ?? 'en') }),
  }),
  route({
    method: 'POST',
    path: '/api/connect/:tool',
    group: 'account',
    summary: 'Connect a tool',
    details:
      'Makes a key named for the tool and answers everything that the tool needs, with this key in it: files, values for ' +
      'its forms, commands. It is told this once. Not with a key.',
    access: 'user',
    query: connectQuery,
    answer: connection,
    status: 201,
    handle: async ({ app, actor, params, query }) => {
      const { user } = requireBrowser(actor)
      const tool = findTool(params.tool ?? '')
      const made = tool.keyless ? undefined : await makeKey(app, user, tool.name)
      const settings = await readSettings(app)
      const site = { name: settings['site-name'], url: app.config.baseUrl, key: made?.key ?? '' }
      const ready = configure(tool, site, query.language ?? 'en')
      return { ...ready, ...(made && { key: { id: made.id, label: made.label } }) }
    },
  }),
]
