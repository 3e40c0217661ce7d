import type { Album } from '../../src/dialects/native/wire-albums.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import type { Remote } from '../../src/dialects/native/wire-remotes.ts'
import type { Person, Stage } from '../stage.ts'
import { call } from '../wire/native-client.ts'

const hour = 3_600_000

/**
 * Two other hosts of somebody: one to which an album goes, with copies in every state and all brought over, and one
 * that nothing goes to. Nobody is asked for it: what a host would have said is written down.
 */
export async function addRemotes(
  stage: Stage,
  { key }: Person,
  { album, pictures }: { album: Album; pictures: readonly Media[] },
): Promise<Remote> {
  const make = async (body: object) => {
    const made = await call<Remote>(stage, 'POST /api/remotes', { key, body })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
    return made.body
  }
  const values = { address: 'https://pictures.example.net', key: 'a-key-of-many-characters' }
  const remote = await make({
    name: '家里的备份',
    preset: 'tintype',
    values,
    mirror: 'albums',
    albums: [album.id],
  })
  await make({ name: 'SM.MS', preset: 'sm.ms', values: { key: values.key } })
  const now = stage.app.now()
  const times = { created_at: now, updated_at: now }
  const problem = JSON.stringify({
    field: 'urlPath',
    message: 'urlPath: leads nowhere: "data" has no "url". It has: link, id, delete',
  })
  const states = ['sent', 'sent', 'waiting', 'failed'] as const
  const rows = states.flatMap((state, at) => {
    const media = pictures[at]
    if (!media) return []
    const url = state === 'sent' ? `https://pictures.example.net/images/${media.filename}` : null
    const next_at = state === 'waiting' ? now + 3 * hour : null
    const told = state === 'sent' ? { problem: null, attempts: 1 } : { problem, attempts: 5 }
    return [
      {
        media_id: media.id,
        remote_id: remote.id,
        state,
        url,
        sealed_delete: null,
        next_at,
        ...told,
        ...times,
      },
    ]
  })
  await stage.app.db.insertInto('copies').values(rows).execute()
  await stage.app.db
    .insertInto('imports')
    .values({
      ...{ remote_id: remote.id, run: 'past', state: 'done', page: 7, place: 0, pages: 7, album_id: null },
      ...{ brought: 612, had: 48, failed: 1, problem: null, started_at: now - hour, updated_at: now },
      failures: JSON.stringify([
        {
          url: 'https://pictures.example.net/images/2026/10/02/lost.png',
          message: "Can't get target upload source info",
        },
      ]),
    })
    .execute()
  return remote
}
