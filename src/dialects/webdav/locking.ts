import { randomUUID } from 'node:crypto'
import type { App } from '../../core/app.ts'
import { findPlace } from '../../core/folders.ts'
import { AppError } from '../../errors.ts'
import { admitName, announcedName, type Call, hrefOf } from './call.ts'
import { type Answer, locked, patched, said } from './wire.ts'

const longestLock = 3600

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
  if (place.kind === 'nowhere') return said(409, 'The folder that it would lie in is not there')
  const known = announcedName(call, path)
  const isNew = place.kind === 'nothing' && !call.announced.find(known)
  if (isNew) {
    admitName(path.at(-1) ?? '')
    call.announced.add(known, 0)
  }
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
