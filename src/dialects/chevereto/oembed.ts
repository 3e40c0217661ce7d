import Builder from 'fast-xml-builder'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { userName } from '../../core/accounts.ts'
import type { App } from '../../core/app.ts'
import { actorOf } from '../../core/keys.ts'
import { fileUrl, parseViewerUrl, siteUrl, viewerPath } from '../../core/links.ts'
import { findByStoreName, findMedia } from '../../core/media.ts'
import { mayView } from '../../core/policy.ts'
import { readSettings } from '../../core/settings.ts'
import type { Media } from '../../core/words.ts'
import { fitInto } from '../../server/figures.ts'
import { escapeHtml } from '../../server/html.ts'
import { originOf } from '../../server/origin.ts'
import { writableInXml } from '../../server/xml.ts'
import { displayOf } from './image.ts'

type Size = { width: number; height: number }

const builder = new Builder({ format: true, indentBy: '\t' })

/**
 * oEmbed 1.0 (oembed.com) for the addresses of our viewers, in JSON or XML. Every other address, and one that the
 * public may not see, is a bare 403, as the original's.
 */
export async function answerOembed(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = new URLSearchParams(request.url.split('?')[1])
  const media = await findViewed(app, request, query.get('url') ?? '')
  if (!media) return reply.code(403).type('text/html; charset=utf-8').send('')
  const answer = await present(app, media, {
    width: limitOf(query, 'maxwidth'),
    height: limitOf(query, 'maxheight'),
  })
  if (query.get('format') !== 'xml') return reply.send(answer)
  return reply.type('text/xml; charset=utf-8').send(toXml(answer))
}

function toXml(answer: Readonly<Record<string, string | number | undefined>>): string {
  const elements = Object.entries(answer).map(([name, value]) => [
    name,
    typeof value === 'string' ? writableInXml(value) : value,
  ])
  const xml = builder.build({ oembed: Object.fromEntries(elements) })
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`
}

async function findViewed(app: App, request: FastifyRequest, address: string): Promise<Media | undefined> {
  const name = parseViewerUrl(app, address)
  if (!name) return undefined
  const media = await ('id' in name ? findMedia(app, name.id) : findByStoreName(app, name.storeName))
  const guest = await actorOf(app, undefined, originOf(app.config, request.raw))
  return media && mayView(guest, media, app.now()) ? media : undefined
}

async function present(app: App, media: Media, limits: Size) {
  const display = displayOf(app, media)
  const author = media.userId && (await userName(app, media.userId))
  const settings = await readSettings(app)
  return {
    version: '1.0',
    provider_name: settings['site-name'],
    provider_url: siteUrl(app, '/'),
    title: media.title || media.name,
    web_page: siteUrl(app, viewerPath(media)),
    ...fitInto(media, limits),
    ...(media.type === 'video' ? presentVideo(app, media, limits) : { url: display.url, type: 'photo' }),
    ...(author && { author_name: author, author_url: '/' }),
    thumbnail_url: display.url,
    thumbnail_width: display.width,
    thumbnail_height: display.height,
  }
}

function presentVideo(app: App, media: Media, limits: Size) {
  const { width, height } = fitInto(media, limits)
  const poster = escapeHtml(displayOf(app, media).url)
  const source = escapeHtml(fileUrl(app, media))
  const attributes = `width="${width}" height="${height}" poster="${poster}" src="${source}"`
  return { html: `<video ${attributes} preload="none" controls></video>`, type: 'video' }
}

function limitOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? ''
  return /^\d{1,6}$/.test(text) && Number(text) > 0 ? Number(text) : Number.POSITIVE_INFINITY
}
