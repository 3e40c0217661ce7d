import type { SchemaMedia } from './api.ts'
import { badInput, readJson, TintypeError } from './errors.ts'
import { packForm } from './form.ts'
import { defaultPartSize, sendInParts } from './parts.ts'
import { type Opened, openSource, type Source } from './source.ts'
import { nameFor, openEntry, type UploadStore } from './store.ts'
import type { Transport } from './transport.ts'
import { defaultRetries, newPatience, unlessAborted } from './waiting.ts'

/** Bytes from which on a file is sent in parts. */
export const largeFrom = 16 * 1024 * 1024

/** How far an upload is; both are bytes of the file. After a failure `sent` may go back. */
export type Progress = { sent: number; total: number }

export type UploadOptions = {
  /** The file's name; a `File` has its own. */
  name?: string | undefined
  title?: string | undefined
  description?: string | undefined
  tags?: readonly string[] | undefined
  /** Id of an album of your own. */
  album?: string | undefined
  /** Id of a category. */
  category?: number | undefined
  visibility?: 'public' | 'link' | 'private' | undefined
  /** When it is to vanish: a time, or milliseconds from now. */
  expires?: Date | number | undefined
  /** Pixels to which it is made smaller. */
  width?: number | undefined
  /** Not safe for work. */
  nsfw?: boolean | undefined
  /**
   * What happens with bytes that you have uploaded before: `existing` (which is the default) answers the media that
   * holds them, as it is; `refuse` throws `duplicate`; `again` makes another media.
   */
  duplicates?: 'existing' | 'refuse' | 'again' | undefined
  onProgress?: ((progress: Progress) => void) | undefined
  signal?: AbortSignal | undefined
  /** How often in a row a failure that may pass is tried again; 6 take about half a minute. */
  retries?: number | undefined
  /** Remembers large uploads that are broken off, so that the same call goes on with them later. */
  store?: UploadStore | undefined
  /** Tells the source from others in the store, where its name, size and bytes do not: needed for streams. */
  resumeAs?: string | undefined
  /** In parts or not, whatever the size; otherwise from 16 MB on. */
  resumable?: boolean | undefined
  /** Bytes of a part. */
  partSize?: number | undefined
}

/** `repeated`: the media was there before. */
export type Uploaded = { media: SchemaMedia; repeated: boolean }

/** Uploads a source. Throws TintypeError, or the reason of the signal. */
export async function upload(
  transport: Transport,
  source: Source,
  options: UploadOptions,
): Promise<Uploaded> {
  options.signal?.throwIfAborted()
  if (source instanceof URL) {
    const given = onceUnless(await isKnown(transport, options), options)
    return orExisting(transport, sendUrl(transport, source, given), options)
  }
  const opened = openSource(source)
  try {
    const known = await isKnown(transport, options)
    const name = options.name ?? opened.name
    const fields = { ...(name !== undefined && { filename: name }), ...fieldsOf(options) }
    const { size: total } = opened
    const { onProgress } = options
    const report = onProgress && ((sent: number) => onProgress({ sent: Math.min(sent, total), total }))
    const send = inParts(opened, options, known) ? sendLarge : sendSmall
    const sent = send(transport, opened, { options: onceUnless(known, options), fields, report })
    const uploaded = await orExisting(transport, sent, options)
    report?.(total)
    return uploaded
  } finally {
    await opened.close()
  }
}

/** What was sent, or the media that has held the same bytes before, where that is wished for. */
async function orExisting(
  transport: Transport,
  sent: Promise<SchemaMedia>,
  { duplicates = 'existing', signal, retries }: UploadOptions,
): Promise<Uploaded> {
  try {
    return { media: await sent, repeated: false }
  } catch (thrown) {
    const mediaId = thrown instanceof TintypeError && thrown.code === 'duplicate' && thrown.details.mediaId
    if (!mediaId || duplicates !== 'existing') throw thrown
    const address = `/api/media/${encodeURIComponent(mediaId)}`
    const ask = async () => readJson<SchemaMedia>(await transport.send(address, { method: 'GET', signal }))
    return { media: await patiently(ask, { retries, signal }), repeated: true }
  }
}

/** A lost answer to a form cannot be asked for, except as a duplicate of one's own: where that is no answer, parts can. */
function inParts(
  { size }: Opened,
  { resumable, duplicates = 'existing' }: UploadOptions,
  known: boolean,
): boolean {
  return resumable ?? (size >= largeFrom || duplicates !== 'existing' || !known)
}

/** A form is sent again only where the server would say that it has taken it. */
function onceUnless(known: boolean, options: UploadOptions): UploadOptions & { formRetries: number } {
  const { duplicates = 'existing', retries = defaultRetries } = options
  return { ...options, formRetries: known && duplicates === 'existing' ? retries : 0 }
}

async function isKnown(transport: Transport, options: UploadOptions): Promise<boolean> {
  return patiently(() => unlessAborted(transport.isKnown(), options.signal), options)
}

/** For what may be asked as often as one likes. */
async function patiently<Answer>(
  ask: () => Promise<Answer>,
  { retries = defaultRetries, signal }: Pick<UploadOptions, 'retries' | 'signal'>,
): Promise<Answer> {
  const patience = newPatience({ retries, signal })
  for (;;) {
    try {
      return await ask()
    } catch (thrown) {
      await patience.afterFailure(thrown)
    }
  }
}

type Sent = {
  options: UploadOptions & { formRetries: number }
  fields: Readonly<Record<string, string>>
  report: ((sent: number) => void) | undefined
}

async function sendLarge(
  transport: Transport,
  source: Opened,
  { options, fields, report }: Sent,
): Promise<SchemaMedia> {
  const { store, resumeAs, signal, partSize = defaultPartSize, retries = defaultRetries } = options
  const { expiresIn: _, ...lasting } = fields
  const known = store && { ...source, identity: resumeAs ?? source.identity }
  const name = known && (await nameFor(known, [transport.url, transport.key, lasting]))
  const entry = openEntry(store, name)
  try {
    return await sendInParts(transport, source, {
      fields,
      entry,
      partSize,
      retries,
      signal,
      onProgress: report,
    })
  } finally {
    entry.close()
  }
}

async function sendSmall(
  transport: Transport,
  source: Opened,
  { options, fields, report }: Sent,
): Promise<SchemaMedia> {
  const bytes = await source.part(0, source.size)
  const body = packForm(fields, { bytes, name: fields.filename ?? 'file' })
  return sendForm(transport, body, { options, report })
}

/** The server fetches it; a lost answer is asked for by asking again. */
async function sendUrl(transport: Transport, url: URL, options: Sent['options']): Promise<SchemaMedia> {
  const { name } = options
  const fields = { url: url.href, ...(name !== undefined && { filename: name }), ...fieldsOf(options) }
  return sendForm(transport, packForm(fields), { options })
}

async function sendForm(
  transport: Transport,
  body: Blob,
  { options, report }: Pick<Sent, 'options'> & Partial<Sent>,
): Promise<SchemaMedia> {
  const { signal, formRetries: retries } = options
  const sending = { method: 'POST', headers: { 'content-type': body.type }, body, signal, onProgress: report }
  const send = async () => readJson<SchemaMedia>(await transport.send('/api/media', sending))
  return patiently(send, { retries, signal })
}

function fieldsOf(options: UploadOptions): Record<string, string> {
  const { title, description, tags, album, category, visibility, width, expires, nsfw, duplicates } = options
  const comma = tags?.find((tag) => tag.includes(','))
  if (comma !== undefined) throw badInput('tags', `a tag holds no comma: ${comma}`)
  return {
    ...(title && { title }),
    ...(description && { description }),
    ...(tags && tags.length > 0 && { tags: tags.join(',') }),
    ...(album && { albumId: album }),
    ...(category !== undefined && { categoryId: String(category) }),
    ...(visibility && { visibility }),
    ...(width !== undefined && { width: String(width) }),
    ...(expires !== undefined && { expiresIn: String(expiresIn(expires)) }),
    ...(nsfw && { nsfw: '1' }),
    ...(duplicates === 'again' && { again: '1' }),
  }
}

function expiresIn(expires: Date | number): number {
  const left = Math.round(typeof expires === 'number' ? expires : expires.getTime() - Date.now())
  if (left > 0) return left
  throw badInput('expires', 'a time that is to come, or milliseconds from now')
}
