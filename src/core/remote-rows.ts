import type { RemoteRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { type RemoteDescription, remoteDescription } from '../remotes/description.ts'
import type { App } from './app.ts'
import { seal, unseal } from './secrets.ts'

/** Which uploads go to a remote. */
export const mirrorScopes = ['none', 'all', 'albums'] as const
export type MirrorScope = (typeof mirrorScopes)[number]

/** What a user's remote is for, besides sending files there by hand. */
export type RemoteUse = {
  scope: MirrorScope
  /** Ids, for the scope `albums`. */
  albums: readonly string[]
  /** Private media are sent there too. */
  withPrivate: boolean
  /** A copy is deleted with its media, where the host gave an address for that. */
  deleteCopies: boolean
  /** Whoever may see a media is told where its copy is. */
  showCopies: boolean
}

/** Another host that a user sends copies to or brings media from. */
export type Remote = RemoteUse & {
  id: string
  userId: string
  name: string
  preset: string | undefined
  /** Host name of its address. */
  host: string
  sealed: string
  createdAt: number
}

/** The one place that turns a row of `remotes` into words. */
export function toRemote(row: RemoteRow): Remote {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    preset: row.preset ?? undefined,
    host: row.host,
    sealed: row.sealed,
    scope: row.scope as MirrorScope,
    albums: JSON.parse(row.albums),
    withPrivate: row.with_private === 1,
    deleteCopies: row.delete_copies === 1,
    showCopies: row.show_copies === 1,
    createdAt: row.created_at,
  }
}

/** What the API calls `mirror` is the scope; what is not told stays as it is. */
export function toUse({
  mirror,
  ...use
}: {
  mirror?: MirrorScope | undefined
  albums?: readonly string[] | undefined
  withPrivate?: boolean | undefined
  deleteCopies?: boolean | undefined
  showCopies?: boolean | undefined
}): Partial<RemoteUse> {
  const { albums, withPrivate, deleteCopies, showCopies } = use
  return {
    ...(mirror !== undefined && { scope: mirror }),
    ...(albums !== undefined && { albums }),
    ...(withPrivate !== undefined && { withPrivate }),
    ...(deleteCopies !== undefined && { deleteCopies }),
    ...(showCopies !== undefined && { showCopies }),
  }
}

export function sealDescription(app: App, id: string, description: RemoteDescription): string {
  return seal(app, JSON.stringify(description), `remote:${id}`)
}

/** The description of a remote with its secrets. Throws bad-input when the server's secret is another by now. */
export function openDescription(app: App, { id, sealed }: Pick<Remote, 'id' | 'sealed'>): RemoteDescription {
  const text = unseal(app, sealed, `remote:${id}`)
  if (text === undefined) {
    throw new AppError('bad-input', "headers: the server's secret has changed: give the secrets again", {
      details: { field: 'headers' },
    })
  }
  return remoteDescription.parse(JSON.parse(text))
}

export function sealDeleteAddress(app: App, remoteId: string, url: string): string {
  return seal(app, url, `copy:${remoteId}`)
}

/** Where a copy is deleted; undefined when the server's secret is another by now. */
export function openDeleteAddress(app: App, remoteId: string, sealed: string): string | undefined {
  return unseal(app, sealed, `copy:${remoteId}`)
}
