import type { FastifyInstance } from 'fastify'
import type { App } from '../../core/app.ts'
import { authenticateFrom, findByGuessedHash } from '../../core/guesses.ts'
import { actorOf, keyFromHeaders, tokenOf } from '../../core/keys.ts'
import { siteUrl } from '../../core/links.ts'
import { clearHistory, deleteMedia, findMedia, historyOf, listMedia } from '../../core/media.ts'
import { storageLimit } from '../../core/space.ts'
import { upload } from '../../core/upload.ts'
import type { Actor, User, Wishes } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { originOf } from '../../server/origin.ts'
import { receiveUpload } from '../../server/receive.ts'
import type { Dialect } from '../dialect.ts'
import { answering, type Call, callOf, isPicGo, readCall, readOddCall, refuse, send } from './call.ts'
import { describeSmms } from './openapi.ts'
import {
  type Answer,
  imageOf,
  listedImageOf,
  profileOf,
  profileRefused,
  repeated,
  success,
  unknownCall,
  uploadHistory,
} from './wire.ts'

/** What SM.MS's door wishes for every upload. */
const doorWishes: Wishes = { storeName: true, duplicates: 'refuse', visibility: 'link' }

/** SM.MS API v2 (https://doc.sm.ms): all its calls, under /api/v2/. */
export const smms: Dialect = {
  name: 'smms',
  routes: (app) => async (scope) => {
    await scope.register((api) => addCalls(app, api), { prefix: '/api/v2' })
    scope.get('/api/openapi-smms.json', () => describeSmms(siteUrl(app, '')))
  },
}

async function addCalls(app: App, api: FastifyInstance): Promise<void> {
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    // Over plain http PicGo waits for the end of the connection, not of the answer.
    if (isPicGo(request)) reply.header('connection', 'close')
  })
  api.setErrorHandler((error, request, reply) => refuse(callOf(request), reply, error))
  // Not by a not-found handler: other dialects are asked for every address that nobody has a route for.
  for (const url of ['/', '/*']) {
    api.route({
      method: api.supportedMethods,
      exposeHeadRoute: false,
      url,
      handler: (request, reply) => send(callOf(request), reply.code(404), unknownCall),
    })
  }
  api.post('/token', answering(app, giveToken))
  api.post('/profile', answering(app, showProfile))
  api.post('/upload', answering(app, takeUpload))
  api.get('/history', answering(app, showHistory))
  api.get('/upload_history', answering(app, showUploads))
  // HEAD is a question and changes nothing.
  api.get('/clear', { exposeHeadRoute: false }, answering(app, clear))
  api.get('/delete/:hash', { exposeHeadRoute: false }, answering(app, remove))
  api.post('/delete/:hash', answering(app, remove))
}

async function giveToken(app: App, call: Call): Promise<Answer> {
  await readCall(app, call)
  const name = call.fields.get('username') ?? ''
  const password = call.fields.get('password') ?? ''
  if (name === '' || password === '')
    throw new AppError('bad-credentials', 'A username and a password are needed')
  const user = await authenticateFrom(app, originOf(app.config, call.request.raw), { name, password })
  return success('Get API token success.', { token: await tokenOf(app, user) })
}

async function showProfile(app: App, call: Call): Promise<Answer> {
  await readOddCall(app, call)
  try {
    const user = await userOf(app, call)
    return success('Get user profile success.', profileOf(app, user, await storageLimit(app, user)))
  } catch (error) {
    const mayNot = error instanceof AppError && (error.code === 'key-invalid' || error.code === 'key-missing')
    if (mayNot) return profileRefused
    throw error
  }
}

async function takeUpload(app: App, call: Call): Promise<Answer> {
  await using received = await receiveUpload(app, call.request, {
    door: 'smms',
    fileFields: ['smfile'],
    hear: (fields) => {
      call.fields = fields
    },
  })
  const { actor, form } = received
  if (!form.file) throw new AppError('no-source', 'No file was uploaded')
  const { filename, staged } = form.file
  const message = isPicGo(call.request) ? 'success' : 'Upload success.'
  try {
    const wishes = { ...doorWishes, filename, inHistory: actor.addressSure }
    return success(message, imageOf(app, await upload(app, actor, staged, wishes)))
  } catch (error) {
    const first = error instanceof AppError && error.code === 'duplicate' ? error.details.mediaId : undefined
    if (first === undefined) throw error
    return showRepeat(app, call, { actor, mediaId: first })
  }
}

/** PicGo knows no repeats: it is told of a success. */
async function showRepeat(app: App, call: Call, repeat: { actor: Actor; mediaId: string }): Promise<Answer> {
  const media = await findMedia(app, repeat.mediaId)
  if (!media) throw new AppError('busy', 'The same file was just deleted', { details: { retryAfter: 1 } })
  const { user, addressSure } = repeat.actor
  const answer = repeated(app, media, { mayDelete: user !== undefined || addressSure })
  return isPicGo(call.request) ? success('success', answer.data) : answer
}

async function showHistory(app: App, call: Call): Promise<Answer> {
  const media = await historyOf(app, await guestOf(app, call))
  const data = media.map((each) => imageOf(app, each))
  return success('Get list success.', data)
}

async function clear(app: App, call: Call): Promise<Answer> {
  await clearHistory(app, await guestOf(app, call))
  return success('Clear list success.', [])
}

async function remove(app: App, call: Call): Promise<Answer> {
  await readOddCall(app, call)
  const { hash } = call.request.params as { hash: string }
  await deleteMedia(app, await findByGuessedHash(app, originOf(app.config, call.request.raw), hash))
  return success('File delete success.')
}

async function showUploads(app: App, call: Call): Promise<Answer> {
  await readOddCall(app, call)
  const user = await userOf(app, call)
  const page = pageOf(call.fields.get('page') ?? '')
  const { media, count } = await listMedia(app, user.id, page)
  const data = media.map((each) => listedImageOf(app, each))
  return uploadHistory(data, { page, count })
}

/** Pages count from 1; 0 and what is no number are the first. */
function pageOf(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Math.max(1, Number(text)) : 1
}

/** Whoever asks by address is a guest, with a key or without. */
async function guestOf(app: App, call: Call): Promise<Actor> {
  await readOddCall(app, call)
  return actorOf(app, undefined, originOf(app.config, call.request.raw))
}

async function userOf(app: App, { request }: Call): Promise<User> {
  const { user } = await actorOf(app, keyFromHeaders(request.headers), originOf(app.config, request.raw))
  if (!user) throw new AppError('key-missing', 'A key is needed')
  return user
}
