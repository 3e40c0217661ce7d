import { findUserById } from '../../core/accounts.ts'
import type { App } from '../../core/app.ts'
import { siteUrl, viewerPath } from '../../core/links.ts'
import { mayManage } from '../../core/policy.ts'
import { viewMedia } from '../../core/viewing.ts'
import { countView } from '../../core/views.ts'
import type { Actor, Media } from '../../core/words.ts'
import { toSafeHtml } from '../../server/markdown.ts'
import { isVisit } from '../../server/visits.ts'
import { cameraTable, placeTaken } from './camera.ts'
import { mediaChangeRoutes } from './media-changes.ts'
import { mediaListRoutes } from './media-lists.ts'
import { toPerson } from './people.ts'
import { toWire } from './present-media.ts'
import { presentCopies } from './present-remotes.ts'
import { reportRoutes } from './reports.ts'
import { type Route, route } from './route.ts'
import { type MediaDetails, mediaDetails, viewQuery } from './wire-media.ts'

/** All that is about media once they are here. */
export const mediaRoutes: readonly Route[] = [
  ...mediaListRoutes,
  route({
    method: 'GET',
    path: '/api/media/:id',
    group: 'media',
    summary: 'Show a media',
    details: 'By its id, or by what stands last in the address of its page.',
    access: 'anyone',
    query: viewQuery,
    answer: mediaDetails,
    handle: async ({ app, actor, params, query, request }) => {
      const media = await viewMedia(app, actor, params.id ?? '')
      if (query.view && !mayManage(actor, media) && isVisit(request.headers)) countView(app, media.id)
      return presentDetails(app, actor, media)
    },
  }),
  ...mediaChangeRoutes,
  ...reportRoutes,
]

async function presentDetails(app: App, actor: Actor, media: Media): Promise<MediaDetails> {
  const place = placeTaken(media)
  const page = encodeURIComponent(siteUrl(app, viewerPath(media)))
  const owner = media.userId === undefined ? undefined : await findUserById(app, media.userId)
  return {
    ...(await toWire(app, actor, media)),
    ...(owner && { owner: await toPerson(app, owner) }),
    ...(media.description && { descriptionHtml: toSafeHtml(media.description) }),
    palette: [...media.palette],
    camera: cameraTable(media),
    ...(place && { place }),
    ...(mayManage(actor, media) && hashesOf(media)),
    ...(await presentCopies(app, actor, media)),
    oembed: {
      json: siteUrl(app, `/oembed/?url=${page}&format=json`),
      xml: siteUrl(app, `/oembed/?url=${page}&format=xml`),
    },
  }
}

/** The digest is of the bytes as sent: it says nothing of what is stored when that was changed. */
function hashesOf({ md5, digest, sourceMd5 }: Media): Pick<MediaDetails, 'md5' | 'sha256'> {
  return { md5, ...(sourceMd5 === undefined && { sha256: digest }) }
}
