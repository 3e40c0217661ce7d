import { kinds } from '../media/kinds.ts'
import type { Copy } from '../remotes/answer.ts'
import { push } from '../remotes/push.ts'
import type { App } from './app.ts'
import { admitKind } from './policy.ts'
import { reach } from './remote-reach.ts'
import { openDescription, type Remote } from './remote-rows.ts'
import type { Staged } from './staging.ts'
import type { Actor } from './words.ts'

/** Somebody waits for it, milliseconds. */
const relayTime = 5 * 60_000

/**
 * Sends staged bytes to a remote of the actor's and keeps nothing. Only pictures and films go, as in an upload. Throws
 * what `inspect`, `admitKind` and `push` throw. The caller has admitted the actor and removes the staged folder.
 */
export async function relay(
  app: App,
  actor: Actor,
  { remote, staged, filename }: { remote: Remote; staged: Staged; filename: string },
): Promise<Copy> {
  const { kind } = await app.media.inspect(staged.path)
  await admitKind(app, actor, kind)
  const { mime: type, extensions } = kinds[kind]
  const name = filename || `upload.${extensions[0]}`
  const description = openDescription(app, remote)
  await using way = await reach(app, description.url)
  const file = { path: staged.path, name, type, size: staged.size }
  return await push(description, file, { dispatcher: way.dispatcher, time: relayTime })
}
