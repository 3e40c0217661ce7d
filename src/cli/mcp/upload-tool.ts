import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Source } from '@tintype/client'
import { openFile } from '@tintype/client/node'
import { z } from 'zod'
import { tellPicture } from './presenting.ts'
import { type Desk, tool } from './tool.ts'

const input = z.object({
  path: z
    .string()
    .min(1)
    .optional()
    .describe('A file on this computer, best as an absolute path. ~ is the home folder.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('An http or https address, which Tintype fetches itself.'),
  base64: z
    .string()
    .min(1)
    .optional()
    .describe('The bytes of the file in base64, or a data: URI. For large files use path.'),
  filename: z
    .string()
    .max(255)
    .optional()
    .describe('A name with its ending, such as sunset.jpg; for base64.'),
  title: z
    .string()
    .max(100)
    .optional()
    .describe('A short title, which is also the alternative text of the picture.'),
  description: z
    .string()
    .max(5000)
    .optional()
    .describe('What is to be seen, or how it came about. Markdown.'),
  tags: z
    .array(z.string().min(1).max(32))
    .max(100)
    .optional()
    .describe('Lower-case words for finding it again.'),
  album: z.string().optional().describe('Id of an album, from list_albums or make_album.'),
  visibility: z
    .enum(['public', 'link', 'private'])
    .optional()
    .describe(
      'public: listed for everybody; link: for whoever has the address; private: for this person only.',
    ),
  expires_in_hours: z.number().positive().optional().describe('The picture vanishes after so many hours.'),
  nsfw: z.boolean().optional().describe('Not safe for work.'),
})

/** Uploads a file, an address or bytes. */
export const uploadTool = tool({
  name: 'upload_picture',
  title: 'Upload a picture',
  description:
    'Uploads a picture or short video (JPEG, PNG, GIF, WebP, AVIF, BMP, TIFF, MP4, MOV, WebM) and answers its addresses: ' +
    '`url` of the file, `page` to look at it, `markdown` to paste. Give exactly one of `path`, `url` and `base64`. The ' +
    'same bytes again answer the picture that is there already, unchanged, with `repeated`: true. It gets a public ' +
    'address: upload only what the person wants to be online, and choose visibility "private" when in doubt.',
  input,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async run(desk, given, signal) {
    const { filename, title, description, tags, album, visibility, expires_in_hours: hours, nsfw } = given
    const { media, repeated } = await desk.client.upload(await sourceOf(desk, given), {
      ...{ name: filename, title, description, tags, album, visibility, nsfw, signal, store: desk.store },
      expires: hours === undefined ? undefined : hours * 3_600_000,
    })
    return { ...(repeated && { repeated }), ...tellPicture(media, await desk.origin()) }
  },
})

async function sourceOf(desk: Desk, { path, url, base64 }: z.infer<typeof input>): Promise<Source> {
  const given = [path, url, base64].filter((each) => each !== undefined)
  if (given.length !== 1) throw new Error('Give exactly one of path, url and base64')
  if (url !== undefined) return new URL(url)
  if (path !== undefined) return openFile(await allowedPath(desk.folders, path))
  const text = (base64 ?? '').replace(/^data:[^,]*;base64,/, '').replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) throw new Error('base64: this is no base64')
  return Buffer.from(text, 'base64')
}

/** Assistants give paths as people and as programs write them. Throws an Error for an address of another machine. */
function pathOf(given: string): string {
  if (!/^file:/i.test(given)) return given.replace(/^~(?=$|[/\\])/, homedir())
  try {
    return fileURLToPath(given)
  } catch {
    throw new Error(`${given} is no file on this machine`)
  }
}

/** Links are followed before it is judged where a file lies. */
async function allowedPath(folders: readonly string[], given: string): Promise<string> {
  const path = resolve(pathOf(given))
  if (folders.length === 0) return path
  const real = await realpath(path).catch(() => path)
  const isInside = folders.some((folder) => {
    const way = relative(folder, real)
    return way !== '' && !isAbsolute(way) && way.split(/[/\\]/)[0] !== '..'
  })
  if (isInside) return real
  throw new Error(
    `Files may be uploaded from ${folders.map((folder) => join(folder, '/')).join(' and ')} only`,
  )
}
