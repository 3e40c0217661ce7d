import type { App } from '../../core/app.ts'
import { type Copy, copiesOf, countCopies } from '../../core/copy-lists.ts'
import { importProgress, type Progress } from '../../core/imports.ts'
import { mayManage } from '../../core/policy.ts'
import type { Remote } from '../../core/remote-rows.ts'
import { shownDescription } from '../../core/remotes.ts'
import type { Actor, Media } from '../../core/words.ts'
import { problemOf } from '../../remotes/try-out.ts'
import type { MediaDetails } from './wire-media.ts'
import type { RemoteImport, Remote as WireRemote } from './wire-remotes.ts'

/** Remotes as their owner may see them: secrets are masked. */
export async function presentRemotes(app: App, remotes: readonly Remote[]): Promise<WireRemote[]> {
  const counts = await countCopies(
    app,
    remotes.map(({ id }) => id),
  )
  return Promise.all(
    remotes.map(async (remote): Promise<WireRemote> => {
      const { id, name, preset, host, scope, albums, withPrivate, deleteCopies, showCopies, createdAt } =
        remote
      const progress = await importProgress(app, id)
      const shown = describeShown(app, remote)
      return {
        id,
        name,
        ...(preset !== undefined && { preset: preset as NonNullable<WireRemote['preset']> }),
        host,
        mirror: scope,
        albums: [...albums],
        withPrivate,
        deleteCopies,
        showCopies,
        ...shown,
        copies: counts.get(id) ?? { waiting: 0, sent: 0, failed: 0 },
        listable: shown.description?.list !== undefined,
        ...(progress && { import: presentImport(progress) }),
        createdAt,
      }
    }),
  )
}

/** How far the bringing over is. */
export function presentImport({ pages, problem, failures, ...progress }: Progress): RemoteImport {
  return {
    ...progress,
    failures: [...failures],
    ...(pages !== undefined && { pages }),
    ...(problem && { problem }),
  }
}

/**
 * Where else a media lies, for whoever may see it: everybody is told the addresses that their owner shows; whoever may
 * change it is told of every copy, with its state.
 */
export async function presentCopies(
  app: App,
  actor: Actor,
  media: Media,
): Promise<Pick<MediaDetails, 'copies'>> {
  const mine = mayManage(actor, media)
  const copies = await copiesOf(app, media.id)
  const shown = copies.filter((copy) => mine || (copy.state === 'sent' && copy.remote.shown))
  if (shown.length === 0) return {}
  return { copies: shown.map((copy) => (mine ? forOwner(copy) : forAll(copy))) }
}

type Shown = NonNullable<MediaDetails['copies']>[number]

function forAll({ url = '' }: Copy): Shown {
  return { host: URL.canParse(url) ? new URL(url).host : '', state: 'sent', url }
}

function forOwner(copy: Copy & { remote: { name: string } }): Shown {
  const { url, state, problem, nextAt, remote } = copy
  return {
    host: url !== undefined && URL.canParse(url) ? new URL(url).host : '',
    remote: remote.name,
    state,
    ...(url !== undefined && { url }),
    ...(problem && state !== 'sent' && { problem }),
    ...(nextAt !== undefined && { nextAt }),
  }
}

function describeShown(app: App, remote: Remote): Pick<WireRemote, 'description' | 'problem'> {
  try {
    return { description: shownDescription(app, remote) }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}
