import { z } from 'zod'
import { idOf, tellAlbum } from './presenting.ts'
import { type Tool, tool } from './tool.ts'

const list = tool({
  name: 'list_albums',
  title: 'List albums',
  description:
    'Lists the person’s albums, also those that lie in other albums (`parent`), with ids, names and how many pictures lie ' +
    'in each. find_pictures with `album` lists what lies in one. When `next` is in the answer, give it as `after`.',
  input: z.object({
    name: z.string().max(200).optional().describe('Only those in whose name this stands.'),
    limit: z.number().int().min(1).max(200).optional().describe('50 when left out.'),
    after: z.string().max(400).optional().describe('`next` of the answer before.'),
  }),
  annotations: { readOnlyHint: true, openWorldHint: true },
  async run({ client, origin }, { name, limit = 50, after }, signal) {
    const query = {
      scope: 'mine',
      flat: '1',
      limit,
      ...(name && { q: name }),
      ...(after && { after }),
    } as const
    const { items, next } = await client.get('/api/albums', { params: { query }, signal })
    const site = await origin()
    return { albums: items.map((album) => tellAlbum(album, site)), ...(next !== undefined && { next }) }
  },
})

const make = tool({
  name: 'make_album',
  title: 'Make an album',
  description:
    'Makes an album and answers its id and page. Call list_albums first: two albums may have the same name. Pictures named in ' +
    '`pictures` are moved into it out of the albums they lie in; they become at least as private as the album is.',
  input: z.object({
    name: z.string().min(1).max(100),
    description: z.string().max(5000).optional().describe('Markdown.'),
    visibility: z
      .enum(['public', 'link', 'private'])
      .optional()
      .describe(
        'public: listed for everybody; link: for whoever has the address; private: for this person only.',
      ),
    parent: z.string().optional().describe('Id of the album that it lies in.'),
    pictures: z.array(z.string().min(1)).max(500).optional().describe('Ids of pictures to be moved into it.'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async run({ client, origin }, { parent, pictures, ...rest }, signal) {
    const body = {
      ...rest,
      ...(parent && { parentId: idOf(parent) }),
      ...(pictures && { mediaIds: pictures.map(idOf) }),
    }
    return tellAlbum(await client.post('/api/albums', { body, signal }), await origin())
  },
})

/** Tools about albums. */
export const albumTools: readonly Tool[] = [list, make]
