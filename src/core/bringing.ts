import { AppError } from '../errors.ts'
import type { RemoteDescription } from '../remotes/description.ts'
import type { Listed } from '../remotes/listing.ts'
import type { App } from './app.ts'
import { keepCopy } from './copies.ts'
import { fetchSource } from './download.ts'
import { baseName } from './file-names.ts'
import { admitUrl } from './policy.ts'
import type { Remote } from './remote-rows.ts'
import { upload } from './upload.ts'
import type { Actor } from './words.ts'

/** From where and for whom files are brought over. */
export type Bringing = {
  remote: Remote
  description: RemoteDescription
  actor: Actor
  albumId: string | undefined
  /** Ends a download under way. */
  stop: AbortSignal
}

/** Longer addresses are not kept, so that they could not be known again. */
const longestUrl = 2048

/**
 * Brings one file over by the road that every upload takes; `had` when it, or its bytes, are here already. Throws what
 * the download and the upload refuse.
 */
export async function bringOne(
  app: App,
  { remote, actor, albumId, stop }: Bringing,
  { url, name }: Listed,
): Promise<'brought' | 'had'> {
  if (url.length > longestUrl) throw new AppError('url-unreachable', 'This address is too long')
  if (await isHere(app, remote, url)) return 'had'
  if (!actor.group.mayUpload) throw new AppError('forbidden', 'You may not upload')
  await admitUrl(app, actor)
  const { staged, filename } = await fetchSource(app, { url, limit: actor.group.maxFileBytes, signal: stop })
  await using _staged = staged
  try {
    await upload(app, actor, staged, {
      filename: name === undefined ? filename : baseName(name),
      duplicates: 'refuse',
      broughtFrom: { remoteId: remote.id, url },
      ...(albumId !== undefined && { albumId }),
    })
    return 'brought'
  } catch (thrown) {
    const mediaId = thrown instanceof AppError && thrown.code === 'duplicate' && thrown.details.mediaId
    if (!mediaId) throw thrown
    await keepCopy(app.db, app.now(), { mediaId, remoteId: remote.id, url })
    return 'had'
  }
}

async function isHere(app: App, remote: Remote, url: string): Promise<boolean> {
  const copy = await app.db
    .selectFrom('copies')
    .select('media_id')
    .where('remote_id', '=', remote.id)
    .where('url', '=', url)
    .limit(1)
    .executeTakeFirst()
  return copy !== undefined
}
