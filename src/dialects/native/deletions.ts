import { findByGuessedHash, findByGuessedToken } from '../../core/guesses.ts'
import { deleteMedia } from '../../core/media.ts'
import type { Media } from '../../core/words.ts'
import { originOf } from '../../server/origin.ts'
import { toWire } from './present-media.ts'
import { type Call, type Route, route } from './route.ts'
import { type Deletion, deletion } from './wire-deletions.ts'

type Asked = Pick<Call<unknown, unknown>, 'app' | 'actor' | 'params' | 'request'>

const details =
  'No key: whoever has the link may. `already-deleted` for what it has deleted within the last 30 days. Sixty wrong ' +
  'guesses in ten minutes are let through.'

/** Deletion by link. */
export const deletionRoutes: readonly Route[] = [
  { path: '/api/deletions/:hash', by: 'hash' },
  { path: '/api/deletions/:id/:token', by: 'id and token' },
].flatMap(({ path, by }) => [
  route({
    method: 'GET',
    path,
    group: 'media',
    summary: `Show what a deletion link deletes, by ${by}`,
    details,
    access: 'anyone',
    answer: deletion,
    handle: async (call) => present(call, await open(call)),
  }),
  route({
    method: 'POST',
    path,
    group: 'media',
    summary: `Delete by ${by}`,
    details: `At once, not into the trash. ${details}`,
    access: 'anyone',
    handle: async (call) => {
      await deleteMedia(call.app, await open(call))
      return undefined
    },
  }),
])

function open({ app, params, request }: Asked): Promise<Media> {
  const origin = originOf(app.config, request.raw)
  const { hash, id = '', token = '' } = params
  return hash === undefined
    ? findByGuessedToken(app, origin, { id, token })
    : findByGuessedHash(app, origin, hash)
}

async function present({ app, actor }: Asked, media: Media): Promise<Deletion> {
  const { title, filename, page, thumb, medium, poster, visibility, nsfw } = await toWire(app, actor, media)
  const preview = visibility === 'private' || nsfw ? undefined : (medium ?? poster ?? thumb)
  return { title, filename, page, ...(preview && { preview }) }
}
