import type { FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { decodeBase64 } from '../../core/base64.ts'
import { download } from '../../core/download.ts'
import { sitePath, viewerPath } from '../../core/links.ts'
import { admit, admitUrl } from '../../core/policy.ts'
import { readSettings } from '../../core/settings.ts'
import { upload } from '../../core/upload.ts'
import type { Actor, Media } from '../../core/words.ts'
import { AppError } from '../../errors.ts'
import { isNamedAsKind } from '../../media/kinds.ts'
import { askerOf } from '../../server/asker.ts'
import { readForm } from '../../server/forms.ts'
import { guestIdFor } from '../../server/guests.ts'
import { isFromOtherSite } from '../../server/origin.ts'
import { readUploadFields, wishesOf } from '../../server/upload-fields.ts'
import type { Exchange } from './exchange.ts'

/** The name of the form's field for the files. */
export const fileField = 'file'

/** What became of the form: media in the order in which they were sent, and what was refused. */
type Outcome = { media: Media[]; failed: { name: string; refusal: AppError }[] }

type Fields = ReadonlyMap<string, string>

const mostAddresses = 100

/**
 * Takes the home page's form, any number of files and addresses, and sends its sender to the viewer, or to the page
 * of results when there are several. Throws a refusal when nothing was taken.
 */
export async function answerUpload(app: App, { request, reply }: Exchange): Promise<FastifyReply> {
  if (isFromOtherSite(app.config, request.headers)) {
    throw new AppError('forbidden', 'The form comes from another site')
  }
  const asker = await askerOf(app, request.raw)
  const guestId = asker.user ? undefined : guestIdFor(app, request.raw, reply)
  const { media, failed } = await takeForm(
    app,
    guestId === undefined ? asker : { ...asker, guestId },
    request,
  )
  const [first] = media
  if (!first) throw failed[0]?.refusal ?? new AppError('no-source', 'No file was uploaded')
  reply.header('cache-control', 'no-store')
  if (media.length > 1 || failed.length > 0) return reply.redirect(resultsPath(app, { media, failed }), 303)
  return reply.redirect(sitePath(app, viewerPath(first)), 303)
}

/** Each file and address is taken before the next one comes. */
async function takeForm(app: App, actor: Actor, request: Exchange['request']): Promise<Outcome> {
  const outcome: Outcome = { media: [], failed: [] }
  let isAdmitted = false
  const admitNext = async () => {
    if (!isAdmitted) await admit(app, actor, 'web')
    isAdmitted = false
  }
  const attempt = async (name: string, take: () => Promise<Media>) => {
    try {
      outcome.media.push(await take())
    } catch (thrown) {
      const refusal = AppError.from(thrown)
      if (refusal.code === 'internal') request.log.error({ err: refusal.cause ?? refusal }, refusal.message)
      outcome.failed.push({ name, refusal })
    }
  }
  await using form = await readForm(app, request, {
    fileFields: [fileField],
    // Whoever may not upload hears of it before any bytes are taken.
    limit: async (fields) => {
      await checkAgreement(app, actor, fields)
      await admit(app, actor, 'web')
      isAdmitted = true
      return actor.group.maxFileBytes
    },
    each: (file, fields) =>
      attempt(file.filename, async () => {
        await admitNext()
        if ('refusal' in file) throw file.refusal
        try {
          return await upload(app, actor, file.staged, wishesIn(fields, file.filename))
        } catch (thrown) {
          throw asTold(AppError.from(thrown), file.filename)
        }
      }),
  })
  const addresses = addressesIn(form.fields)
  if (addresses.length > 0) await checkAgreement(app, actor, form.fields)
  for (const address of addresses) {
    await attempt(address, async () => {
      await admitNext()
      return takeAddress(app, actor, { address, fields: form.fields })
    })
  }
  return outcome
}

/** Guests agree to the terms, where there are any, by the form's box; it stands ahead of the files. */
async function checkAgreement(app: App, actor: Actor, fields: Fields): Promise<void> {
  if (actor.user || fields.has('terms')) return
  const { terms } = await readSettings(app)
  if (terms === '') return
  throw new AppError('bad-input', 'terms: please agree to the terms of use', { details: { field: 'terms' } })
}

/** Bytes that are nothing we know, under a name of what we take: to their sender the file is damaged. */
function asTold(refusal: AppError, name: string): AppError {
  if (refusal.code !== 'unsupported' || refusal.details.what !== undefined) return refusal
  if (!isNamedAsKind(name)) return refusal
  return new AppError('broken-file', 'The file cannot be read', { cause: refusal })
}

async function takeAddress(
  app: App,
  actor: Actor,
  { address, fields }: { address: string; fields: Fields },
): Promise<Media> {
  const limit = actor.group.maxFileBytes
  if (/^data:/i.test(address)) {
    await using staged = await decodeBase64(app, address, limit)
    return await upload(app, actor, staged, wishesIn(fields, ''))
  }
  await admitUrl(app, actor)
  const { staged, filename } = await download(app, address, limit)
  await using _staged = staged
  return await upload(app, actor, staged, wishesIn(fields, filename))
}

/** A name is one file's: of several it would be all of theirs. */
function wishesIn(fields: Fields, filename: string) {
  const own = new Set([fileField, 'url', 'urls', 'filename', 'terms'])
  return wishesOf(readUploadFields([...fields].filter(([name]) => !own.has(name))), filename)
}

/** One a line, or blanks between. */
function addressesIn(fields: Fields): string[] {
  const addresses = `${fields.get('urls') ?? ''}\n${fields.get('url') ?? ''}`.split(/\s+/).filter(Boolean)
  if (addresses.length <= mostAddresses) return [...new Set(addresses)]
  throw new AppError('bad-input', `urls: at most ${mostAddresses} at once`, { details: { field: 'urls' } })
}

/** `/r/ID.ID?failed=NAME:code&failed=…`: its page shows whatever of these the asker may manage. */
function resultsPath(app: App, { media, failed }: Outcome): string {
  const query = new URLSearchParams(
    failed.map(({ name, refusal }): [string, string] => {
      return ['failed', `${name.slice(0, 100).toWellFormed()}:${refusal.code}`]
    }),
  )
  const path = sitePath(app, `/r/${media.map(({ id }) => id).join('.')}`)
  return failed.length === 0 ? path : `${path}?${query}`
}
