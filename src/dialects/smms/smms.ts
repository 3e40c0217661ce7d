import type { FastifyInstance } from 'fastify'
import type { App } from '../../core/app.ts'
import { authenticateFrom, findByGuessedHash } from '../../core/guesses.ts'
import { actorOf, tokenOf } from '../../core/keys.ts'
import { siteUrl } from '../../core/links.ts'
import { clearHistory, deleteMedia, historyOf, listMedia } from '../../core/media.ts'
import { storageLimit } from '../../core/space.ts'
import { uploadOrFind } from '../../core/upload.ts'
import type { Actor, Wishes } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import {
  answerNowhere,
  answerPrograms,
  isPicGo,
  keyedActorOf,
  pageOf,
  readFields,
} from '../../server/calls.ts'
import { imageOf, listedImageOf } from '../../server/image-data.ts'
import { originOf } from '../../server/origin.ts'
import { receiveUpload } from '../../server/receive.ts'
import type { Dialect } from '../dialect.ts'
import { answering, type Call, callOf, readOddCall, refuse, send } from './call.ts'
import { describeSmms } from './openapi.ts'
import {
  type Answer,
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
  answerPrograms(api)
  api.setErrorHandler((error, request, reply) => refuse(callOf(request), reply, error))
  answerNowhere(api, (request, reply) => send(callOf(request), reply.code(404), unknownCall))
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
  call.fields = await readFields(app, call.request)
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
    const { user } = await keyedActorOf(app, call.request)
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
  const wishes = { ...doorWishes, filename, inHistory: actor.addressSure }
  const { media, isRepeat, mayDelete } = await uploadOrFind(app, actor, { staged, wishes })
  if (!isRepeat) return success(message, imageOf(app, media))
  // PicGo knows no repeats: it is told of a success.
  const answer = repeated(app, media, { mayDelete })
  return isPicGo(call.request) ? success(message, answer.data) : answer
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
  const { user } = await keyedActorOf(app, call.request)
  const page = pageOf(call.fields.get('page'))
  const { media, count } = await listMedia(app, user.id, { page })
  const data = media.map((each) => listedImageOf(app, each))
  return uploadHistory(data, { page, count })
}

/** Whoever asks by address is a guest, with a key or without. */
async function guestOf(app: App, call: Call): Promise<Actor> {
  await readOddCall(app, call)
  return actorOf(app, undefined, originOf(app.config, call.request.raw))
}
