import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { viewAlbum } from '../../core/albums.ts'
import { type Entry, entriesOf, entriesOfList, safeText } from '../../core/archive.ts'
import { openArchive } from '../../server/archive.ts'
import { readForm } from '../../server/forms.ts'
import { parse } from '../../server/parsing.ts'
import { type Call, type Route, readJson, route } from './route.ts'
import { mediaIds } from './wire-media.ts'

/** Ids, separated by commas. */
const archiveForm = z.object({ ids: z.string() })

/** Originals as ZIP files. */
export const archiveRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/media/archive',
    group: 'media',
    summary: 'Download media as a ZIP',
    details: 'Their originals, of those that you may see. JSON with a list of `ids` is taken as well.',
    access: 'anyone',
    form: { type: 'application/x-www-form-urlencoded', fields: archiveForm },
    sends: 'application/zip',
    handle: async (call) => {
      const { app, actor } = call
      return sendArchive(call, await entriesOf(app, actor, await readIds(call)), 'media')
    },
  }),
  route({
    method: 'GET',
    path: '/api/albums/:id/archive',
    group: 'albums',
    summary: 'Download an album as a ZIP',
    details: 'The originals of what you may see in it, without the albums in it.',
    access: 'anyone',
    sends: 'application/zip',
    handle: async (call) => {
      const { app, actor, params } = call
      const album = await viewAlbum(app, actor, params.id ?? '')
      return sendArchive(call, await entriesOfList(app, actor, { album: album.id }), album.name)
    },
  }),
  route({
    method: 'GET',
    path: '/api/account/archive',
    group: 'account',
    summary: 'Download everything that is yours as a ZIP',
    details: 'All originals but for those in the trash.',
    access: 'user',
    sends: 'application/zip',
    handle: async (call) => {
      const { app, actor } = call
      const entries = await entriesOfList(app, actor, { scope: 'mine' })
      return sendArchive(call, entries, actor.user?.name ?? '')
    },
  }),
]

async function readIds({ app, request }: Call<unknown, unknown>): Promise<string[]> {
  if (/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return parse(mediaIds, await readJson(request)).ids
  }
  await using form = await readForm(app, request, { fileFields: [], limit: () => 0 })
  const { ids } = parse(archiveForm, Object.fromEntries(form.fields))
  return parse(mediaIds, {
    ids: ids
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
  }).ids
}

async function sendArchive(
  { app, request, reply }: Call<unknown, unknown>,
  entries: readonly Entry[],
  name: string,
): Promise<FastifyReply> {
  const { stream, size } = await openArchive(app, entries)
  const file = `${safeText(name) || 'media'}.zip`
  const plain = file.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  reply
    .type('application/zip')
    .header('content-length', size)
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeRfc5987(file)}`)
  if (request.method === 'HEAD') {
    stream.destroy()
    // Fastify would count the bytes of the body that is not sent.
    const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])
    reply.hijack().raw.writeHead(200, Object.fromEntries(headers)).end()
    return reply
  }
  stream.once('error', (error) => request.log.warn({ err: error }, 'an archive was not sent whole'))
  return reply.send(stream)
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
