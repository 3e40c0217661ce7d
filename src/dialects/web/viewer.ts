import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../core/app.ts'
import { actorOf, keyFromHeaders } from '../../core/keys.ts'
import { deletionPath, parseViewerName, shortPath, sitePath, siteUrl, viewerPath } from '../../core/links.ts'
import { findByStoreName, findMedia, isGone } from '../../core/media.ts'
import { isOpen, mayView } from '../../core/policy.ts'
import type { Media } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { originOf } from '../../server/origin.ts'
import { readDeletionCookie } from './cookie.ts'
import { type Exchange, sendPage, settingFor } from './layout.ts'
import { viewerHead } from './viewer-head.ts'
import { viewerMain } from './viewer-page.ts'

/** Where viewers are. */
export const rooms = ['image', 'clip', 'video'] as const

export type ViewerAddress = { room: (typeof rooms)[number]; name: string }

/**
 * A media's page, by store name, by id, or by id with the title before it. A wrong title or kind is sent to the right
 * address. Throws not-found, or already-deleted for what was here once.
 */
export async function answerViewer(
  app: App,
  { request, reply }: Exchange,
  address: ViewerAddress,
): Promise<FastifyReply> {
  const { name } = address
  const parsed = parseViewerName(name)
  const media = await ('id' in parsed ? findMedia(app, parsed.id) : findByStoreName(app, parsed.storeName))
  if (!media) {
    if (await isGone(app, parsed)) throw new AppError('already-deleted', 'This media is gone')
    throw nothing()
  }
  if (!isOpen(media, app.now()) && !(await isForAsker(app, request, media))) throw nothing()
  if (!isRightAddress(media, address, parsed)) {
    return reply.header('cache-control', 'no-store').redirect(sitePath(app, viewerPath(media)), 302)
  }
  return sendViewer(app, { request, reply }, media)
}

async function sendViewer(app: App, { request, reply }: Exchange, media: Media): Promise<FastifyReply> {
  const setting = await settingFor(app, request)
  const title = media.title || media.name
  const mayDelete = readDeletionCookie(app, request.headers.cookie, media)
  const deletionUrl = mayDelete ? siteUrl(app, deletionPath(app, media)) : undefined
  const isOwn = mayDelete || media.visibility === 'private'
  return sendPage(reply, setting, {
    title,
    head: viewerHead(setting, media, title),
    main: viewerMain(setting, media, { title, deletionUrl }),
    caching: isOwn ? 'private, no-store' : 'no-cache',
    referrer: 'strict-origin-when-cross-origin',
  })
}

/** The short address and the store name are right as they are: what tools are given must answer by itself. */
function isRightAddress(
  media: Media,
  { room, name }: ViewerAddress,
  parsed: ReturnType<typeof parseViewerName>,
): boolean {
  if ('storeName' in parsed) return room === 'image' || (room === 'clip' && media.type === 'video')
  const path = `/${room}/${name}`
  return path === viewerPath(media) || path === shortPath(media)
}

async function isForAsker(app: App, request: FastifyRequest, media: Media): Promise<boolean> {
  const key = keyFromHeaders(request.headers)
  if (key === undefined) return false
  try {
    return mayView(await actorOf(app, key, originOf(app.config, request.raw)), media, app.now())
  } catch (error) {
    if (error instanceof AppError && error.code === 'key-invalid') return false
    throw error
  }
}

function nothing(): AppError {
  return new AppError('not-found', 'There is nothing at this address')
}
