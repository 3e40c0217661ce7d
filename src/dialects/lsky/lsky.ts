import type { FastifyRequest, RouteHandlerMethod } from 'fastify'
import { factsOf } from '../../core/album-facts.ts'
import { listAlbums } from '../../core/album-lists.ts'
import { removeAlbum } from '../../core/album-media.ts'
import { manageAlbum } from '../../core/albums.ts'
import type { App } from '../../core/app.ts'
import { authenticateFrom } from '../../core/guesses.ts'
import { makeSignInKey, revokeSignInKeys } from '../../core/keys.ts'
import { listNumbered } from '../../core/library.ts'
import { siteUrl } from '../../core/links.ts'
import type { Sort } from '../../core/listing.ts'
import { deleteMedia } from '../../core/media.ts'
import { avatarUrl } from '../../core/profiles.ts'
import { storageLimit } from '../../core/space.ts'
import { uploadAsWished } from '../../core/upload.ts'
import { manageMedia } from '../../core/viewing.ts'
import type { Actor, Album, User, Visibility } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import {
  answerNowhere,
  answerPrograms,
  keyedActorOf,
  pageOf,
  queryOf,
  readFields,
} from '../../server/calls.ts'
import { originOf } from '../../server/origin.ts'
import { receiveUpload } from '../../server/receive.ts'
import { refusing } from '../../server/refusal.ts'
import type { Dialect } from '../dialect.ts'
import { describeLsky } from './openapi.ts'
import {
  type Answer,
  presentAlbum,
  presentImage,
  presentListed,
  presentPage,
  presentProfile,
  readWishes,
  refused,
  strategies,
  success,
  unknownCall,
} from './wire.ts'

/** What keys are called that were given for a password. */
const tokenName = 'Lsky token'

const pageSize = 40
/** More albums than anybody has: they are counted and cut into pages here. */
const mostAlbums = 100_000

const orders: Readonly<Record<string, Sort>> = {
  newest: 'newest',
  earliest: 'oldest',
  utmost: 'largest',
  least: 'smallest',
}

const permissions: Readonly<Record<string, readonly Visibility[]>> = {
  public: ['public'],
  private: ['link', 'private'],
}

/** Lsky Pro's API V1: all its calls, under /api/v1/. */
export const lsky: Dialect = {
  name: 'lsky',
  routes: (app) => async (scope) => {
    await scope.register(
      async (api) => {
        answerPrograms(api)
        api.setErrorHandler(refusing(refused))
        answerNowhere(api, (_request, reply) => reply.code(404).send(unknownCall))
        api.post('/tokens', answering(app, giveToken))
        api.delete('/tokens', answering(app, clearTokens))
        api.get('/profile', answering(app, showProfile))
        api.get('/strategies', answering(app, showStrategies))
        api.post('/upload', answering(app, takeUpload))
        api.get('/images', answering(app, showImages))
        api.delete('/images/:key', answering(app, removeImage))
        api.get('/albums', answering(app, showAlbums))
        api.delete('/albums/:id', answering(app, dissolveAlbum))
      },
      { prefix: '/api/v1' },
    )
    scope.get('/api/openapi-lsky.json', () => describeLsky(siteUrl(app, '')))
  },
}

type Work = (app: App, request: FastifyRequest) => Promise<Answer>

function answering(app: App, work: Work): RouteHandlerMethod {
  return (request) => work(app, request)
}

async function giveToken(app: App, request: FastifyRequest): Promise<Answer> {
  const fields = await readFields(app, request)
  const name = fields.get('email') ?? ''
  const password = fields.get('password') ?? ''
  if (name === '' || password === '')
    throw new AppError('bad-credentials', 'An e-mail address and a password are needed')
  const user = await authenticateFrom(app, originOf(app.config, request.raw), { name, password })
  return success('success', { token: await makeSignInKey(app, user, tokenName) })
}

async function clearTokens(app: App, request: FastifyRequest): Promise<Answer> {
  const { user } = await keyedActorOf(app, request)
  await revokeSignInKeys(app, user, tokenName)
  return success('success')
}

async function showProfile(app: App, request: FastifyRequest): Promise<Answer> {
  const actor = await keyedActorOf(app, request)
  const { user } = actor
  const [limit, avatar, { total }, albums] = await Promise.all([
    storageLimit(app, user),
    avatarUrl(app, user),
    listNumbered(app, actor, { page: 1, size: 1 }),
    albumsOf(app, actor),
  ])
  return success('success', presentProfile(user, { limit, avatar, images: total, albums: albums.length }))
}

/** Also for guests, who may upload where the operator lets them. */
async function showStrategies(): Promise<Answer> {
  return success('success', { strategies })
}

async function takeUpload(app: App, request: FastifyRequest): Promise<Answer> {
  await using received = await receiveUpload(app, request, { door: 'lsky', fileFields: ['file'] })
  const { actor, form } = received
  const wished = readWishes(app, form.fields)
  if (!form.file) throw new AppError('no-source', 'No file was uploaded')
  const { filename, staged } = form.file
  const wishes = { ...wished, filename, inHistory: actor.addressSure }
  const { media, mayDelete } = await uploadAsWished(app, actor, { staged, wishes })
  return success('上传成功', presentImage(app, media, { mayDelete }))
}

async function showImages(app: App, request: FastifyRequest): Promise<Answer> {
  const actor = await keyedActorOf(app, request)
  const query = queryOf(request)
  const page = pageOf(query.get('page'))
  const album = query.get('album_id')?.trim()
  const visibility = permissions[query.get('permission') ?? '']
  const { media, total } = await listNumbered(app, actor, {
    page,
    size: pageSize,
    sort: orders[query.get('order') ?? ''] ?? 'newest',
    ...(visibility && { visibility }),
    ...(album && { album }),
    q: query.get('q')?.replaceAll('\0', ''),
  })
  const now = app.now()
  const data = media.map((each) => presentListed(app, each, now))
  return success('success', presentPage(data, pagingOf(app, request, { page, total })))
}

async function removeImage(app: App, request: FastifyRequest): Promise<Answer> {
  const actor = await keyedActorOf(app, request)
  const { key } = request.params as { key: string }
  await deleteMedia(app, await manageMedia(app, actor, key))
  return success('删除成功')
}

async function showAlbums(app: App, request: FastifyRequest): Promise<Answer> {
  const actor = await keyedActorOf(app, request)
  const query = queryOf(request)
  const page = pageOf(query.get('page'))
  const albums = await albumsOf(app, actor, query.get('q'))
  if (query.get('order') === 'earliest') albums.reverse()
  const shown = albums.slice((page - 1) * pageSize, page * pageSize)
  const facts = await factsOf(app, actor, shown)
  const data = shown.map((album) => presentAlbum(album, facts.get(album.id)?.count ?? 0))
  return success('success', presentPage(data, pagingOf(app, request, { page, total: albums.length })))
}

/** Its media stay. */
async function dissolveAlbum(app: App, request: FastifyRequest): Promise<Answer> {
  const actor = await keyedActorOf(app, request)
  const { id } = request.params as { id: string }
  await removeAlbum(app, { album: await manageAlbum(app, actor, id), media: 'keep' })
  return success('删除成功')
}

async function albumsOf(app: App, actor: Actor & { user: User }, q?: string): Promise<Album[]> {
  const { albums } = await listAlbums(app, actor, { scope: 'mine', flat: true, q, limit: mostAlbums })
  return albums
}

function pagingOf(app: App, request: FastifyRequest, { page, total }: { page: number; total: number }) {
  const [path = '', query] = request.url.split('?')
  return {
    page,
    size: pageSize,
    total,
    path: siteUrl(app, path.replace(/\/+$/, '')),
    query: new URLSearchParams(query),
  }
}
