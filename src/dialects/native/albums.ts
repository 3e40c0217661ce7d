import { changeAlbum, createAlbum } from '../../core/album-changes.ts'
import { listAlbums } from '../../core/album-lists.ts'
import { checkMovable, moveInto, removeAlbum } from '../../core/album-media.ts'
import { orderAlbum } from '../../core/album-order.ts'
import { findAlbumRow, manageAlbum, viewAlbum } from '../../core/albums.ts'
import { checkAlbumPassword } from '../../core/guesses.ts'
import { AppError } from '../../errors.ts'
import { openedCookie } from '../../server/opened-albums.ts'
import { originOf } from '../../server/origin.ts'
import { toAlbumDetails, toWireAlbum, toWireAlbums } from './present-albums.ts'
import { type Call, type Route, route } from './route.ts'
import {
  type AlbumPassword,
  album,
  albumChange,
  albumDeletion,
  albumDetails,
  albumList,
  albumOrder,
  albumPassword,
  albumQuery,
  newAlbum,
} from './wire-albums.ts'

const group = 'albums'

const reading: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/albums',
    group,
    summary: 'List albums',
    details:
      'The newest first; `next` of the answer is given back as `after`, also when a page of a search is not full. Without `scope` those that are public.',
    access: 'anyone',
    query: albumQuery,
    answer: albumList,
    handle: async ({ app, actor, query }) => {
      const { albums, next } = await listAlbums(app, actor, query)
      return { items: await toWireAlbums(app, actor, albums), ...(next !== undefined && { next }) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/albums/:id',
    group,
    summary: 'Show an album',
    details:
      'By its id, or by what stands last in the address of its page. Of one that is locked only the name is told.',
    access: 'anyone',
    answer: albumDetails,
    handle: async ({ app, actor, params }) =>
      toAlbumDetails(app, actor, await viewAlbum(app, actor, params.id ?? '')),
  }),
  route({
    method: 'POST',
    path: '/api/albums/:id/unlock',
    group,
    summary: 'Give an album its password',
    details: 'The answer sets a cookie by which the album stays open in this browser for a day.',
    access: 'anyone',
    body: albumPassword,
    answer: albumDetails,
    handle: unlock,
  }),
]

const changing: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/albums',
    group,
    summary: 'Make an album',
    access: 'user',
    body: newAlbum,
    answer: album,
    status: 201,
    handle: async ({ app, actor, body }) => {
      if (!actor.user) throw new AppError('key-missing', 'Sign in, or send a key')
      const { mediaIds = [], ...wished } = body
      await checkMovable(app, actor.user.id, mediaIds)
      const made = await createAlbum(app, actor.user, wished)
      await moveInto(app, actor, { album: made, ids: mediaIds })
      return toWireAlbum(app, actor, made)
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/albums/:id',
    group,
    summary: 'Change an album',
    details:
      'With a stricter `visibility` its media become as strict; with a looser one those follow that were as visible as it was. In a public album others see what is public itself.',
    access: 'user',
    body: albumChange,
    answer: album,
    handle: async ({ app, actor, params, body }) => {
      const before = await manageAlbum(app, actor, params.id ?? '')
      return toWireAlbum(app, actor, await changeAlbum(app, before, body))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/albums/:id',
    group,
    summary: 'Delete an album with the albums in it',
    details: 'Their media stay, in no album, unless `media` is `trash`.',
    access: 'user',
    body: albumDeletion,
    handle: async ({ app, actor, params, body }) => {
      const album = await manageAlbum(app, actor, params.id ?? '')
      await removeAlbum(app, { album, media: body.media ?? 'keep' })
      return undefined
    },
  }),
  route({
    method: 'POST',
    path: '/api/albums/:id/order',
    group,
    summary: 'Move media within an album',
    access: 'user',
    body: albumOrder,
    handle: async ({ app, actor, params, body }) => {
      await orderAlbum(app, await manageAlbum(app, actor, params.id ?? ''), body)
      return undefined
    },
  }),
]

async function unlock({ app, actor, params, body, request, reply }: Call<unknown, AlbumPassword>) {
  const row = await findAlbumRow(app, params.id ?? '')
  const found = await viewAlbum(app, actor, params.id ?? '')
  if (!row) throw new AppError('not-found', 'There is no such album')
  await checkAlbumPassword(app, originOf(app.config, request.raw), { album: row, password: body.password })
  reply.header('set-cookie', openedCookie(app, request.headers, found))
  const opened = new Set([...(actor.opened ?? []), `${found.id}.${found.passwordVersion}`])
  return toAlbumDetails(app, { ...actor, opened }, found)
}

/** Albums: reading them, and changing them. */
export const albumRoutes: readonly Route[] = [...reading, ...changing]
