import type { App } from '../../core/app.ts'
import { findPlace, listFolder } from '../../core/folders.ts'
import { storageLimit } from '../../core/space.ts'
import type { Album } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { sendOriginal } from '../../server/media-file.ts'
import { announcedName, type Call, hrefOf } from './call.ts'
import {
  type Answer,
  announcedProps,
  type Entry,
  fileProps,
  folderProps,
  multistatus,
  said,
  tooDeep,
} from './wire.ts'

/** PROPFIND of one thing, or of a folder and what lies in it; no `Depth` is that too, not everything. */
export async function list(app: App, call: Call): Promise<Answer> {
  const { request, user, path } = call
  const depth = String(request.headers.depth ?? '1')
    .trim()
    .toLowerCase()
  if (depth === 'infinity') return tooDeep
  if (depth !== '0' && depth !== '1') throw new AppError('bad-input', 'Depth is none of 0, 1 and infinity')
  const place = await findPlace(app, user, path)
  const name = path.at(-1) ?? ''
  if (place.kind === 'file') {
    return multistatus([{ href: hrefOf(app, path, false), props: fileProps(name, place.media) }])
  }
  if (place.kind === 'folder') return multistatus(entriesOf(app, call, { ...place, depth }))
  const announced = call.announced.find(announcedName(call, path))
  if (!announced) throw new AppError('not-found', 'There is nothing')
  return multistatus([{ href: hrefOf(app, path, false), props: announcedProps(name, announced) }])
}

async function* entriesOf(
  app: App,
  { user, path }: Call,
  { album, depth }: { album: Album | undefined; depth: '0' | '1' },
): AsyncGenerator<Entry> {
  const limit = await storageLimit(app, user)
  const room = { used: user.bytesUsed, free: Math.max(0, limit - user.bytesUsed) }
  yield {
    href: hrefOf(app, path, true),
    props: folderProps(path.at(-1) ?? user.name, { album, room }),
  }
  if (depth === '0') return
  const { folders, files } = await listFolder(app, user, album)
  for (const { name, album: inner } of folders) {
    yield { href: hrefOf(app, [...path, name], true), props: folderProps(name, { album: inner, room }) }
  }
  for await (const { name, media } of files) {
    yield { href: hrefOf(app, [...path, name], false), props: fileProps(name, media) }
  }
}

/** GET and HEAD; a file is sent here. */
export async function read(app: App, call: Call): Promise<Answer | undefined> {
  const place = await findPlace(app, call.user, call.path)
  if (place.kind === 'file') {
    await sendOriginal(app, place.media, call)
    return undefined
  }
  if (place.kind === 'folder') {
    return said(
      200,
      'This is a WebDAV folder. Connect to its address with a file manager or a WebDAV program.',
    )
  }
  const announced = call.announced.find(announcedName(call, call.path))
  if (!announced) throw new AppError('not-found', 'There is nothing')
  // Nothing of it was kept but its length, which programs compare with what they wrote.
  return { status: 200, body: '\0'.repeat(announced.size), type: 'application/octet-stream' }
}
