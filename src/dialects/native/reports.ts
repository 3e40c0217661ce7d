import { dismissReport, listReports, reportMedia } from '../../core/reports.ts'
import { viewMedia } from '../../core/viewing.ts'
import { toWireAll } from './present-media.ts'
import { type Route, route } from './route.ts'
import { report, reportList } from './wire-media.ts'

/** What visitors say should not be here. */
export const reportRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/media/:id/report',
    group: 'reports',
    summary: 'Report a media',
    details: 'To those who run the site. Anybody may, ten times in an hour.',
    access: 'anyone',
    body: report,
    handle: async ({ app, actor, params, body }) => {
      const media = await viewMedia(app, actor, params.id ?? '')
      await reportMedia(app, actor, { media, reason: body.reason, text: body.text })
      return undefined
    },
  }),
  route({
    method: 'GET',
    path: '/api/reports',
    group: 'reports',
    summary: 'List reports',
    access: 'admin',
    answer: reportList,
    handle: async ({ app, actor }) => {
      const reports = await listReports(app)
      const media = await toWireAll(
        app,
        actor,
        reports.map((each) => each.media),
      )
      return {
        items: reports.flatMap(({ id, reason, text, by, createdAt }, index) => {
          const shown = media[index]
          if (!shown) return []
          const said = { ...(text !== undefined && { text }), ...(by !== undefined && { by }) }
          return [{ id, media: shown, reason, ...said, createdAt }]
        }),
      }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/reports/:id',
    group: 'reports',
    summary: 'Put a report away',
    access: 'admin',
    handle: async ({ app, params }) => {
      await dismissReport(app, params.id ?? '')
      return undefined
    },
  }),
]
