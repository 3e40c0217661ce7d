import type { App } from '../../core/app.ts'
import { listPage } from '../../core/library.ts'
import { randomMedia } from '../../core/random.ts'
import { listShapes } from '../../core/shapes.ts'
import { surroundingsOf } from '../../core/surroundings.ts'
import { listTags } from '../../core/tags.ts'
import { viewMedia } from '../../core/viewing.ts'
import type { Actor, Media } from '../../core/words.ts'
import { parse } from '../../server/parsing.ts'
import { toWire, toWireAll } from './present-media.ts'
import { type Route, route } from './route.ts'
import {
  aroundQuery,
  type ListFilter,
  listFilter,
  listQuery,
  media,
  mediaList,
  type Surroundings,
  shapes,
  shapesQuery,
  surroundings,
  tagList,
  tagQuery,
} from './wire-media.ts'

/** As many as somebody who types is offered. */
const usualTags = 20

/** Lists of media, and what is asked of a list. */
export const mediaListRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/media',
    group: 'media',
    summary: 'List media',
    details:
      'A page of a list. `next` and `previous` of the answer are given back as `after` and `before`. Public lists ' +
      'hold nothing that is not safe for work unless `nsfw` is 1.',
    access: 'anyone',
    query: listQuery,
    answer: mediaList,
    handle: async ({ app, actor, query }) => {
      const page = await listPage(app, actor, query)
      return {
        items: await toWireAll(app, actor, page.media),
        ...(page.next !== undefined && { next: page.next }),
        ...(page.previous !== undefined && { previous: page.previous }),
        total: page.total,
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/media/shapes',
    group: 'media',
    summary: 'The shapes of a list',
    details: 'So that a page knows how long it will be. Up to 10,000 media an answer; `next` goes on.',
    access: 'anyone',
    query: shapesQuery,
    answer: shapes,
    handle: async ({ app, actor, query }) => {
      const { pages, next } = await listShapes(app, actor, query)
      return {
        pages: pages.map(({ after, ...page }) => ({ ...(after !== undefined && { after }), ...page })),
        ...(next !== undefined && { next }),
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/media/:id/around',
    group: 'media',
    summary: 'What stands around a media',
    details: 'In the list `in`; without it in its album, or among what the asker has.',
    access: 'anyone',
    query: aroundQuery,
    answer: surroundings,
    handle: async ({ app, actor, params, query }) => {
      const shown = await viewMedia(app, actor, params.id ?? '')
      const filter = query.in === undefined ? undefined : readFilter(query.in)
      return presentSurroundings(app, actor, await surroundingsOf(app, actor, { media: shown, filter }))
    },
  }),
  route({
    method: 'GET',
    path: '/api/random',
    group: 'media',
    summary: 'Any public media',
    access: 'anyone',
    answer: media,
    handle: async ({ app, actor }) => toWire(app, actor, await randomMedia(app, actor)),
  }),
  route({
    method: 'GET',
    path: '/api/tags',
    group: 'media',
    summary: 'List tags',
    details: 'The most used first; twenty unless `limit` asks for more.',
    access: 'anyone',
    query: tagQuery,
    answer: tagList,
    handle: async ({ app, actor, query }) => {
      const scope = query.scope ?? 'public'
      return { tags: await listTags(app, actor, { scope, text: query.q, limit: query.limit ?? usualTags }) }
    },
  }),
]

/** A list's filter as it stands in addresses. Cursors and what else may stand there are left out. */
function readFilter(text: string): ListFilter {
  return parse(listFilter, Object.fromEntries(new URLSearchParams(text)), 'in')
}

async function presentSurroundings(
  app: App,
  actor: Actor,
  found: Awaited<ReturnType<typeof surroundingsOf>>,
): Promise<Surroundings> {
  const { previous, next, position, total } = found
  const strip = await toWireAll(app, actor, found.strip)
  const shown = (wanted: Media | undefined) => strip.find(({ id }) => id === wanted?.id)
  const [before, after] = [shown(previous), shown(next)]
  return {
    ...(before && { previous: before }),
    ...(after && { next: after }),
    ...(position !== undefined && { position }),
    ...(total !== undefined && { total }),
    strip,
  }
}
