import { transact } from '../database/database.ts'
import type { App } from './app.ts'
import { findKept, goneChannel } from './media.ts'
import { fileKey, fileKeys, fileStem, renditionOf } from './media-rows.ts'
import { stage } from './staging.ts'
import { changeRenditions } from './usage.ts'
import type { RenditionName } from './words.ts'

/**
 * Makes the renditions that a media lacks from its stored original; with `replace` all of them anew, since neutral
 * ones stand there. Throws when that fails again.
 */
export async function deriveAgain(
  app: App,
  id: string,
  { replace, posterAt }: { replace: boolean; posterAt?: number },
): Promise<void> {
  const media = await findKept(app, id)
  const bytes = media && (await app.store.open(fileKey(media)))
  if (!media || !bytes) return
  await using staged = await stage(app, bytes, media.size)
  const facts = await app.media.inspect(staged.path)
  const derived = await app.media.derive({
    path: staged.path,
    facts,
    folder: staged.folder,
    metadata: 'keep',
    ...(posterAt !== undefined && { posterAt }),
  })
  if (replace && derived.standIn) throw new Error(derived.failed)
  const made = Object.entries(derived.renditions).filter(([name]) => replace || !(name in media.renditions))
  if (replace) await app.store.remove(fileKeys(media).slice(1))
  const renditions = { ...media.renditions }
  for (const [name, file] of made) {
    renditions[name as RenditionName] = renditionOf(media, file)
    const key = fileKey({ ...media, renditions }, name as RenditionName)
    // A key that is taken holds what an earlier try stored before it could record it.
    await app.store.put([{ key, path: file.path, type: file.mime }])
  }
  await transact(app.db, (transaction) => changeRenditions(transaction, media, renditions))
  await app.kv.publish(goneChannel, fileStem(media))
  if (derived.failed) throw new Error(derived.failed)
}
