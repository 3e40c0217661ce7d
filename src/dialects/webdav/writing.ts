import { removeAlbum } from '../../core/album-media.ts'
import type { App } from '../../core/app.ts'
import {
  copyFile,
  discard,
  makeFolder,
  moveFile,
  moveFolder,
  putFile,
  type Spot,
} from '../../core/folder-changes.ts'
import { findPlace, type Place } from '../../core/folders.ts'
import type { Staged } from '../../core/staging.ts'
import { AppError } from '../../errors.ts'
import { hasBody } from '../../server/bodies.ts'
import { admitsWrite } from '../../server/conditions.ts'
import { receiveBody } from '../../server/receive.ts'
import { isLitter } from './announced.ts'
import { admitName, announcedName, type Call, destinationOf } from './call.ts'
import { type Answer, etagOf, said, validatorsOf } from './wire.ts'

const stale = said(412, 'It is not what the condition says')
const noParent = said(409, 'The folder that it would lie in is not there')

/** PUT: an upload, or the announcement of one. */
export async function put(app: App, call: Call): Promise<Answer> {
  const { request, user, path } = call
  if (request.headers['content-range'] !== undefined) return said(400, 'Files are written as a whole')
  const place = await findPlace(app, user, path)
  if (place.kind === 'nowhere') return noParent
  if (place.kind === 'folder') return said(405, 'A folder is there')
  if (isStale(call, place)) return stale
  const name = path.at(-1) ?? ''
  admitName(name)
  const size = Number(request.headers['content-length'] ?? Number.NaN)
  if (isLitter(name) || !hasBody(request.raw) || size === 0) return announce(call, place, size)
  const staged = await receiveSome(app, call)
  return staged ? write(app, call, { place, name, staged }) : announce(call, place, 0)
}

/** The file that is there stays until there are bytes to take its place. */
function announce(call: Call, place: To, size: number): Answer {
  if (place.kind === 'file') return { status: 204 }
  call.announced.add(announcedName(call, call.path), Number.isNaN(size) ? 0 : size)
  return { status: 201 }
}

/** Undefined when there was not a single byte, which only the end tells where no length was said. */
async function receiveSome(app: App, { request, actor }: Call): Promise<Staged | undefined> {
  try {
    return await receiveBody(app, request, actor)
  } catch (error) {
    if (error instanceof AppError && error.code === 'empty-source') return undefined
    throw error
  }
}

async function write(
  app: App,
  call: Call,
  { place, name, staged }: { place: To; name: string; staged: Staged },
): Promise<Answer> {
  await using written = staged
  const former = place.kind === 'file' ? place.media : undefined
  const spot: Spot = { album: place.album, name, former }
  const media = await putFile(app, call.actor, { staged: written, spot })
  call.announced.remove(announcedName(call, call.path))
  // A tag says that a later GET answers what was sent (RFC 9110, 9.3.4): not so where camera data was taken out.
  const isSame = media.md5 === written.md5
  return { status: former ? 204 : 201, ...(isSame && { headers: { ETag: etagOf(media) } }) }
}

/** Whether a condition of the request does not hold for what lies at its address. */
function isStale({ request }: Call, place: Place): boolean {
  const { kind } = place
  if (kind === 'file') return !admitsWrite(request.headers, validatorsOf(place.media))
  return !admitsWrite(request.headers, kind === 'folder' ? {} : undefined)
}

/** MKCOL: an album. */
export async function makeCollection(app: App, call: Call): Promise<Answer> {
  const { request, user, path } = call
  if (hasBody(request.raw)) return said(415, 'A folder is made without a body')
  const place = await findPlace(app, user, path)
  if (place.kind === 'nowhere') return noParent
  if (place.kind !== 'nothing') return said(405, 'Something is there')
  admitFolderName(place.name)
  await makeFolder(app, user, place)
  return { status: 201 }
}

function admitFolderName(name: string): void {
  admitName(name)
  if (name.startsWith('.')) throw new AppError('forbidden', 'No folder begins with a dot')
}

/** DELETE: into the trash; of an album everything in it, and the album is gone. */
export async function remove(app: App, call: Call): Promise<Answer> {
  const place = await findPlace(app, call.user, call.path)
  if (isStale(call, place)) return stale
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
    admitFolderName(name)
    await moveFolder(app, { album: from.album, name, into: to.album })
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
  admitName(names.at(-1) ?? '')
  const from = await findPlace(app, call.user, call.path)
  if (isStale(call, from)) return stale
  const to = await findPlace(app, call.user, names)
  if (from.kind !== 'file' && from.kind !== 'folder') return moveAnnounced(call, to, names)
  if (to.kind === 'nowhere') return noParent
  const isOverwrite = mayOverwrite(call)
  if (to.kind === 'folder') {
    const isItself = from.kind === 'folder' && from.album?.id === to.album?.id
    // Another way to write the same name leads to the folder itself.
    if (isItself && to.album && from.album) return { status: 204 }
    return isOverwrite ? said(403, 'A folder is there') : said(412, 'A folder is there')
  }
  if (to.kind === 'file' && !isOverwrite) return said(412, 'A file is there')
  if (from.kind === 'file' && to.kind === 'file' && from.media.id === to.media.id)
    return said(403, 'It is there already')
  return { from, to, names }
}

function mayOverwrite({ request }: Call): boolean {
  return String(request.headers.overwrite ?? 'T').toUpperCase() !== 'F'
}

/** A file that has bytes stays: only bytes take its place. */
function moveAnnounced(call: Call, to: Place, names: readonly string[]): Answer {
  const [known, wanted] = [announcedName(call, call.path), announcedName(call, names)]
  const announced = call.announced.find(known)
  if (!announced || call.request.method !== 'MOVE') throw new AppError('not-found', 'There is nothing')
  if (to.kind === 'nowhere') return noParent
  const former = call.announced.find(wanted)
  if ((to.kind !== 'nothing' || former) && !mayOverwrite(call)) return said(412, 'Something is there')
  if (to.kind !== 'nothing') return said(409, 'Something is there, and nothing to take its place')
  call.announced.remove(known)
  call.announced.add(wanted, announced.size)
  return { status: former ? 204 : 201 }
}
