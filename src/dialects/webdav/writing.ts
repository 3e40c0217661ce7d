import { randomUUID } from 'node:crypto'
import { changeAlbum } from '../../core/album-changes.ts'
import { removeAlbum } from '../../core/album-media.ts'
import type { App } from '../../core/app.ts'
import { copyFile, discard, makeFolder, moveFile, putFile, type Spot } from '../../core/folder-changes.ts'
import { findPlace, type Place } from '../../core/folders.ts'
import { AppError } from '../../errors.ts'
import { hasBody } from '../../server/bodies.ts'
import { receiveBody } from '../../server/receive.ts'
import { isLitter } from './announced.ts'
import { announcedName, type Call, destinationOf, hrefOf } from './call.ts'
import { type Answer, locked, patched, said } from './wire.ts'

const noParent = said(409, 'The folder that it would lie in is not there')
const longestLock = 3600

/** PUT: an upload, or the announcement of one. */
export async function put(app: App, call: Call): Promise<Answer> {
  const { request, user, actor, path } = call
  const place = await findPlace(app, user, path)
  if (place.kind === 'nowhere') return noParent
  if (place.kind === 'folder') return said(405, 'A folder is there')
  const known = announcedName(call, path)
  const name = path.at(-1) ?? ''
  const size = Number(request.headers['content-length'] ?? Number.NaN)
  if (isLitter(name) || !hasBody(request.raw) || size === 0) {
    // The file that is there stays until there are bytes to take its place.
    if (place.kind === 'file') return { status: 204 }
    call.announced.add(known, Number.isNaN(size) ? 0 : size)
    return { status: 201 }
  }
  await using staged = await receiveBody(app, request, actor)
  const former = place.kind === 'file' ? place.media : undefined
  const media = await putFile(app, actor, { staged, spot: { album: place.album, name, former } })
  call.announced.remove(known)
  return { status: former ? 204 : 201, headers: { ETag: `"${media.md5}"` } }
}

/** MKCOL: an album. */
export async function makeCollection(app: App, call: Call): Promise<Answer> {
  const { request, user, path } = call
  if (hasBody(request.raw)) return said(415, 'A folder is made without a body')
  const place = await findPlace(app, user, path)
  if (place.kind === 'nowhere') return noParent
  if (place.kind !== 'nothing') return said(405, 'Something is there')
  if (place.name.startsWith('.')) throw new AppError('forbidden', 'No folder begins with a dot')
  await makeFolder(app, user, place)
  return { status: 201 }
}

/** DELETE: into the trash; of an album everything in it, and the album is gone. */
export async function remove(app: App, call: Call): Promise<Answer> {
  const place = await findPlace(app, call.user, call.path)
  if (place.kind === 'file') await discard(app, call.actor, place.media)
  else if (place.kind === 'folder') {
    if (!place.album) throw new AppError('forbidden', 'The library itself stays')
    await removeAlbum(app, { album: place.album, media: 'trash' })
  } else if (!call.announced.remove(announcedName(call, call.path))) {
    throw new AppError('not-found', 'There is nothing')
  }
  return { status: 204 }
}

/** MOVE: another name, another folder, or both. */
export async function move(app: App, call: Call): Promise<Answer> {
  const found = await findEnds(app, call)
  if ('status' in found) return found
  const { from, to, names } = found
  const former = to.kind === 'file' ? to.media : undefined
  const name = names.at(-1) ?? ''
  if (from.kind === 'file') {
    const spot: Spot = { album: to.album, name, former }
    await moveFile(app, call.actor, { media: from.media, spot })
  } else {
    if (!from.album) throw new AppError('forbidden', 'The library itself stays')
    if (former) throw new AppError('forbidden', 'A folder takes no file’s place')
    await changeAlbum(app, from.album, { name, parentId: to.album?.id ?? null })
  }
  return { status: former ? 204 : 201 }
}

/** COPY of a file: another media with the same bytes. */
export async function copy(app: App, call: Call): Promise<Answer> {
  const found = await findEnds(app, call)
  if ('status' in found) return found
  const { from, to, names } = found
  if (from.kind !== 'file') throw new AppError('forbidden', 'Folders are not copied')
  const former = to.kind === 'file' ? to.media : undefined
  const spot: Spot = { album: to.album, name: names.at(-1) ?? '', former }
  await copyFile(app, call.actor, { media: from.media, spot })
  return { status: former ? 204 : 201 }
}

type From = Extract<Place, { kind: 'file' | 'folder' }>
type To = Extract<Place, { kind: 'file' | 'nothing' }>
type Ends = { from: From; to: To; names: string[] }

/** What is to be moved or copied, and where to; or why not. */
async function findEnds(app: App, call: Call): Promise<Ends | Answer> {
  const names = destinationOf(app, call.request)
  const from = await findPlace(app, call.user, call.path)
  if (from.kind !== 'file' && from.kind !== 'folder') return moveAnnounced(call, names)
  const to = await findPlace(app, call.user, names)
  if (to.kind === 'nowhere') return noParent
  const isOverwrite = String(call.request.headers.overwrite ?? 'T').toUpperCase() !== 'F'
  if (to.kind === 'folder') {
    const isItself = from.kind === 'folder' && from.album?.id === to.album?.id
    // A change of case or of accents leads to the folder itself.
    if (isItself && to.album && from.album) return { status: 204 }
    return isOverwrite ? said(403, 'A folder is there') : said(412, 'A folder is there')
  }
  if (to.kind === 'file' && !isOverwrite) return said(412, 'A file is there')
  if (from.kind === 'file' && to.kind === 'file' && from.media.id === to.media.id)
    return said(403, 'It is there already')
  return { from, to, names }
}

function moveAnnounced(call: Call, names: readonly string[]): Answer {
  const known = announcedName(call, call.path)
  const announced = call.announced.find(known)
  if (!announced) throw new AppError('not-found', 'There is nothing')
  call.announced.remove(known)
  call.announced.add(announcedName(call, names), announced.size)
  return { status: 201 }
}

/** PROPPATCH. */
export async function patch(app: App, call: Call): Promise<Answer> {
  const place = await findPlace(app, call.user, call.path)
  const isThere = place.kind === 'file' || place.kind === 'folder'
  if (!isThere && !call.announced.find(announcedName(call, call.path))) {
    throw new AppError('not-found', 'There is nothing')
  }
  return patched(hrefOf(app, call.path, place.kind === 'folder'))
}

/** LOCK, also of what is not there yet, and the prolonging of one. */
export async function lock(app: App, call: Call): Promise<Answer> {
  const { request, path } = call
  const place = await findPlace(app, call.user, path)
  if (place.kind === 'nowhere') return noParent
  const known = announcedName(call, path)
  const isNew = place.kind === 'nothing' && !call.announced.find(known)
  if (isNew) call.announced.add(known, 0)
  const [, former] = /<(urn:uuid:[0-9a-f-]{36})>/i.exec(String(request.headers.if ?? '')) ?? []
  const [, wished = '600'] = /Second-(\d{1,9})/i.exec(String(request.headers.timeout ?? '')) ?? []
  return locked(hrefOf(app, path, place.kind === 'folder'), {
    token: former ?? `urn:uuid:${randomUUID()}`,
    depth: request.headers.depth === '0' ? '0' : 'infinity',
    seconds: Math.min(Math.max(1, Number(wished)), longestLock),
    status: isNew ? 201 : 200,
  })
}

/** UNLOCK. */
export async function unlock(): Promise<Answer> {
  return { status: 204 }
}
