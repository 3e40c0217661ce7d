import { findUserById } from '../../core/accounts.ts'
import { type AlbumFacts, factsOf } from '../../core/album-facts.ts'
import { listAlbums } from '../../core/album-lists.ts'
import { ownsAlbum, pathTo } from '../../core/albums.ts'
import type { App } from '../../core/app.ts'
import { albumPath, sitePath } from '../../core/links.ts'
import { mayEnter } from '../../core/policy.ts'
import type { Actor, Album } from '../../core/words.ts'
import { toSafeHtml } from '../../server/markdown.ts'
import { toPerson } from './people.ts'
import { toWireAll } from './present-media.ts'
import type { AlbumDetails, Album as WireAlbum } from './wire-albums.ts'
import type { Media } from './wire-media.ts'

/** So many of the albums in an album are told with it; the list of them has more. */
const mostChildren = 200

/** Albums as the API tells of them to this asker, in the same order. */
export async function toWireAlbums(app: App, actor: Actor, albums: readonly Album[]): Promise<WireAlbum[]> {
  const facts = await factsOf(app, actor, albums)
  const covers = await toWireAll(
    app,
    actor,
    [...facts.values()].flatMap(({ cover }) => cover),
  )
  const media = new Map(covers.map((each) => [each.id, each]))
  return albums.map((album) => present(app, { actor, media, facts: facts.get(album.id) }, album))
}

/** One album. */
export async function toWireAlbum(app: App, actor: Actor, album: Album): Promise<WireAlbum> {
  const [wire] = await toWireAlbums(app, actor, [album])
  if (!wire) throw new Error('an album was lost')
  return wire
}

/** All that an album's page shows. */
export async function toAlbumDetails(app: App, actor: Actor, album: Album): Promise<AlbumDetails> {
  const wire = await toWireAlbum(app, actor, album)
  const owner = await findUserById(app, album.userId)
  const person = owner ? await toPerson(app, owner) : { name: '' }
  if (wire.locked) return { ...wire, owner: person, path: [], children: [] }
  const [path, children, facts] = await Promise.all([
    pathTo(app, actor, album),
    listAlbums(app, actor, { parent: album.id, limit: mostChildren }),
    factsOf(app, actor, [album]),
  ])
  return {
    ...wire,
    owner: person,
    ...(album.description !== undefined && { descriptionHtml: toSafeHtml(album.description) }),
    path: path.map(({ id, name }) => ({ id, name, page: sitePath(app, albumPath({ id, name })) })),
    children: await toWireAlbums(app, actor, children.albums),
    ...(wire.mine && { size: facts.get(album.id)?.size ?? 0 }),
  }
}

type View = { actor: Actor; media: ReadonlyMap<string, Media>; facts: AlbumFacts | undefined }

/** Of an album that is locked nothing is told but its name. */
function present(app: App, { actor, media, facts }: View, album: Album): WireAlbum {
  const { id, name, visibility, sort, createdAt } = album
  const bare = {
    ...{ id, name, visibility, sort, createdAt },
    updatedAt: createdAt,
    nsfw: false,
    count: 0,
    albums: 0,
    page: sitePath(app, albumPath(album)),
    cover: [],
    mine: ownsAlbum(actor, album),
    locked: true,
  }
  if (!mayEnter(actor, album)) return bare
  const { count = 0, albums = 0, cover = [] } = facts ?? {}
  return {
    ...bare,
    ...{ nsfw: album.nsfw, updatedAt: album.updatedAt, count, albums, locked: false },
    ...(album.description !== undefined && { description: album.description }),
    ...(album.parentId !== undefined && bare.mine && { parentId: album.parentId }),
    ...(album.coverId !== undefined && bare.mine && { coverId: album.coverId }),
    cover: cover.flatMap((each) => media.get(each.id) ?? []),
  }
}
