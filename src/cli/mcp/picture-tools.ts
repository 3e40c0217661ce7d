import { type Media, TintypeError } from '@tintype/client'
import { z } from 'zod'
import { idOf, tellPicture } from './presenting.ts'
import { type Desk, jsonOf, type Tool, tool } from './tool.ts'

const picture = z.string().min(1).describe('The id of a picture, or the address of its page.')
const visibility = z.enum(['public', 'link', 'private'])
const reads = { readOnlyHint: true, openWorldHint: true } as const

const find = tool({
  name: 'find_pictures',
  title: 'Find pictures',
  description:
    'Searches the person’s library, newest first unless `sort` says otherwise, and answers a page of pictures with ' +
    'their ids, titles, addresses, tags and times, and `total`. Without any filter it lists the latest uploads. When ' +
    '`next` is in the answer, give it as `after` to go on. Use show_picture to look at one.',
  input: z.object({
    text: z
      .string()
      .max(200)
      .optional()
      .describe('Words, all of which stand in title, description, file name, tags or camera.'),
    tag: z.string().max(100).optional().describe('One tag.'),
    album: z.string().max(64).optional().describe('Id of an album, from list_albums.'),
    type: z.enum(['image', 'video', 'animated']).optional(),
    visibility: visibility.optional(),
    from: z.iso.date().optional().describe('First day of upload, such as 2026-11-22.'),
    until: z.iso.date().optional().describe('Last day of upload.'),
    without_album: z.boolean().optional().describe('Only what lies in no album.'),
    whose: z
      .enum(['mine', 'public'])
      .optional()
      .describe('mine (the person’s, also private) when left out; public: what everybody may see.'),
    sort: z.enum(['newest', 'oldest', 'largest', 'smallest', 'views', 'title']).optional(),
    limit: z.number().int().min(1).max(100).optional().describe('20 when left out.'),
    after: z.string().max(400).optional().describe('`next` of the answer before.'),
  }),
  annotations: reads,
  async run(
    { client, origin },
    { text, whose = 'mine', without_album, limit = 20, album, ...filter },
    signal,
  ) {
    const query = {
      ...filter,
      limit,
      ...(text && { q: text }),
      ...(without_album && { loose: '1' as const }),
      ...(album === undefined ? { scope: whose } : { album: idOf(album) }),
    }
    const { items, next, total } = await client.get('/api/media', { params: { query }, signal })
    const site = await origin()
    return {
      total,
      pictures: items.map((media) => tellPicture(media, site)),
      ...(next !== undefined && { next }),
    }
  },
})

const read = tool({
  name: 'read_picture',
  title: 'Read about a picture',
  description:
    'Answers all that is known of one picture: title, description, tags, album, addresses, size, times, camera, place and ' +
    'colours. It does not show the picture itself: show_picture does.',
  input: z.object({ picture }),
  annotations: reads,
  async run({ client, origin }, { picture }, signal) {
    const found = await client.get('/api/media/{id}', { params: { path: { id: idOf(picture) } }, signal })
    const { camera, place, palette, owner, views, category } = found
    return {
      ...tellPicture(found, await origin()),
      ...(owner && { owner: owner.displayName ?? owner.name }),
      ...(camera.length > 0 && {
        camera: Object.fromEntries(camera.map(({ name, value }) => [name, value])),
      }),
      ...(place && { place }),
      ...(palette.length > 0 && { colours: palette }),
      ...(category && { category: category.name }),
      views,
    }
  },
})

const edit = tool({
  name: 'edit_picture',
  title: 'Describe or file a picture',
  description:
    'Changes what is said of a picture of the person: title (which is also its alternative text), description, tags, album, ' +
    'visibility. What is left out stays. Look at the picture with show_picture before you describe it. The answer has the ' +
    'picture as it is now, and `before` with the values that were replaced.',
  input: z.object({
    picture,
    title: z
      .string()
      .max(100)
      .optional()
      .describe('Short; also what people who cannot see it are told: say what is to be seen.'),
    description: z.string().max(5000).optional().describe('Longer, Markdown. Empty to remove it.'),
    tags: z.array(z.string().min(1).max(32)).max(100).optional().describe('Replaces all tags.'),
    add_tags: z
      .array(z.string().min(1).max(32))
      .max(100)
      .optional()
      .describe('Keeps the tags that are there.'),
    album: z
      .string()
      .nullable()
      .optional()
      .describe('Id of an album to move it into; null takes it out of its album.'),
    visibility: visibility
      .optional()
      .describe('Making a picture private changes the address of its file; links to it end.'),
    nsfw: z.boolean().optional().describe('Not safe for work.'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async run({ client, origin }, { picture, album, add_tags: addTags, description, ...rest }, signal) {
    const body = {
      ...rest,
      ...(addTags && { addTags }),
      ...(description !== undefined && { description: description || null }),
      ...(album !== undefined && { albumId: album && idOf(album) }),
    }
    const path = { id: idOf(picture) }
    const { items, before } = await client.patch('/api/media/{id}', { params: { path }, body, signal })
    const [changed] = items
    const [{ id: _, ...replaced } = { id: '' }] = before
    return { ...(changed && tellPicture(changed, await origin())), before: replaced }
  },
})

const show = tool({
  name: 'show_picture',
  title: 'Look at a picture',
  description:
    'Shows a picture to you as an image, made small, with its title. Of a video it shows a still, of an animation the first ' +
    'moment. Use it before describing a picture, and to tell pictures apart.',
  input: z.object({
    picture,
    size: z
      .enum(['small', 'medium'])
      .optional()
      .describe('medium, enough to read larger text, when left out; small saves room when looking at many.'),
  }),
  annotations: reads,
  async run({ client }, { picture, size = 'medium' }, signal) {
    const found = await client.get('/api/media/{id}', { params: { path: { id: idOf(picture) } }, signal })
    const { bytes, mime } = await fetchRendition(found, size, signal)
    const { id, title, filename, width, height } = found
    return [
      { type: 'image' as const, data: bytes.toString('base64'), mimeType: mime },
      jsonOf({ id, title: title || filename, width, height }),
    ]
  },
})

/** Bytes of the largest picture that is shown; assistants take little more. */
const mostShown = 3 * 1024 * 1024
const shownKinds = ['image/jpeg', 'image/png', 'image/webp', 'image/gif']

async function fetchRendition(media: Media, size: 'small' | 'medium', signal: AbortSignal) {
  const { thumb, medium, poster, file } = media
  const wished = size === 'small' ? [thumb, medium, poster, file] : [medium, poster, file, thumb]
  const fit = wished.find((each) => each && shownKinds.includes(each.mime) && each.size <= mostShown)
  if (!fit) throw new Error(`There is no small picture of it yet; it is to be seen at ${file.url}`)
  const answer = await fetch(fit.url + (media.pass ?? ''), { signal }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new TintypeError({ code: 'network', message: `${fit.url} is not reached`, cause })
  })
  if (!answer.ok) throw new Error(`${fit.url} answers ${answer.status}`)
  return { bytes: Buffer.from(await answer.arrayBuffer()), mime: fit.mime }
}

const remove = tool({
  name: 'delete_picture',
  title: 'Put a picture into the trash',
  description:
    'Takes a picture of the person away: its addresses end at once. It lies in the trash for 30 days, where the person can ' +
    'restore it. Only when the person has asked for this very picture to be deleted.',
  input: z.object({ picture }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  async run({ client }: Desk, { picture }, signal) {
    const path = { id: idOf(picture) }
    const { ids } = await client.delete('/api/media/{id}', { params: { path }, signal })
    return { trashed: ids }
  },
})

/** Tools about pictures that are there. The one that takes them away is offered only where it may. */
export function pictureTools({ mayDelete }: { mayDelete: boolean }): Tool[] {
  return [find, read, edit, show, ...(mayDelete ? [remove] : [])]
}
