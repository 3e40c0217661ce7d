import { changeMedia, changeOne } from '../../core/edit.ts'
import { emptyTrash, restoreMedia, trashMedia } from '../../core/trash.ts'
import { AppError } from '../../errors.ts'
import { toWireAll } from './present-media.ts'
import { type Call, type Route, route } from './route.ts'
import {
  type Changed,
  changed,
  deletionQuery,
  handled,
  mediaChange,
  mediaChanges,
  mediaIds,
} from './wire-media.ts'

/** Changing, deleting and restoring media. */
export const mediaChangeRoutes: readonly Route[] = [
  route({
    method: 'PATCH',
    path: '/api/media',
    group: 'media',
    summary: 'Change several media',
    details:
      'Each in its own way. What is refused for one is told in `failed` and does not hinder the others; `before` of ' +
      'the answer, sent as `changes`, undoes what was done.',
    access: 'anyone',
    body: mediaChanges,
    answer: changed,
    handle: async ({ app, actor, body }) =>
      presentChanged({ app, actor }, await changeMedia(app, actor, body.changes)),
  }),
  route({
    method: 'PATCH',
    path: '/api/media/:id',
    group: 'media',
    summary: 'Change a media',
    access: 'anyone',
    body: mediaChange,
    answer: changed,
    handle: async ({ app, actor, params, body }) =>
      presentChanged({ app, actor }, await changeOne(app, actor, { ...body, id: params.id ?? '' })),
  }),
  route({
    method: 'DELETE',
    path: '/api/media',
    group: 'media',
    summary: 'Delete several media',
    details: 'Into the trash, where they can be restored for 30 days. What a guest sent is deleted at once.',
    access: 'anyone',
    query: deletionQuery,
    body: mediaIds,
    answer: handled,
    handle: ({ app, actor, query, body }) =>
      trashMedia(app, actor, { ids: body.ids, forever: query.forever ?? false }),
  }),
  route({
    method: 'DELETE',
    path: '/api/media/:id',
    group: 'media',
    summary: 'Delete a media',
    access: 'anyone',
    query: deletionQuery,
    answer: handled,
    handle: async ({ app, actor, params, query }) => {
      const done = await trashMedia(app, actor, { ids: [params.id ?? ''], forever: query.forever ?? false })
      const [failure] = done.failed
      if (failure) throw new AppError(failure.code, failure.message)
      return done
    },
  }),
  route({
    method: 'POST',
    path: '/api/media/restore',
    group: 'media',
    summary: 'Restore media from the trash',
    access: 'user',
    body: mediaIds,
    answer: handled,
    handle: ({ app, actor, body }) => restoreMedia(app, actor, body.ids),
  }),
  route({
    method: 'DELETE',
    path: '/api/trash',
    group: 'media',
    summary: 'Empty the trash',
    access: 'user',
    handle: async ({ app, actor }) => {
      if (actor.user) await emptyTrash(app, actor.user)
      return undefined
    },
  }),
]

async function presentChanged(
  { app, actor }: Pick<Call<unknown, unknown>, 'app' | 'actor'>,
  done: Awaited<ReturnType<typeof changeMedia>>,
): Promise<Changed> {
  const before = done.before.map(({ tags, addTags: _added, ...change }) => ({
    ...change,
    ...(tags && { tags: [...tags] }),
  }))
  return { items: await toWireAll(app, actor, done.media), before, failed: done.failed }
}
