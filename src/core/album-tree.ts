import type { Database } from '../database/database.ts'
import type { AlbumRow } from '../database/tables.ts'
import { AppError } from '../errors.ts'
import { deepest } from './albums.ts'

type Node = Pick<AlbumRow, 'id' | 'parent_id'>

/**
 * Whether an album may lie in another: one of the same owner, neither itself nor in it, and not too deep with all that
 * lies in it. Throws bad-album or bad-input. Its owner's albums are locked meanwhile.
 */
export async function checkPlace(db: Database, album: AlbumRow, parentId: string): Promise<void> {
  const nodes = await nodesOf(db, album.user_id)
  const parents = new Map(nodes.map((node) => [node.id, node.parent_id]))
  if (!parents.has(parentId)) throw new AppError('bad-album', 'There is no such album of yours')
  let depth = 1
  for (let id: string | null | undefined = parentId; id && depth <= deepest; id = parents.get(id)) {
    if (id === album.id) throw refused('An album cannot lie in itself')
    depth++
  }
  if (depth + heightOf(nodes, album.id) - 1 > deepest) throw refused(`Albums lie ${deepest} deep at most`)
}

/** Whoever changes how a user's albums lie in one another does so alone: each change looks at all of them. */
export async function lockAlbums(transaction: Database, userId: string): Promise<void> {
  await transaction
    .updateTable('users')
    .set((set) => ({ hidden: set.ref('hidden') }))
    .where('id', '=', userId)
    .execute()
}

/** The ids of an album and of all that lie in it. */
export async function withDescendants(
  db: Database,
  album: { id: string; userId: string },
): Promise<string[]> {
  const levels = levelsOf(await nodesOf(db, album.userId), album.id)
  return levels.flat()
}

function heightOf(nodes: readonly Node[], id: string): number {
  return levelsOf(nodes, id).length
}

function levelsOf(nodes: readonly Node[], id: string): string[][] {
  const children = Map.groupBy(nodes, (node) => node.parent_id)
  const levels = [[id]]
  for (;;) {
    const next = (levels.at(-1) ?? []).flatMap((each) => (children.get(each) ?? []).map((node) => node.id))
    if (next.length === 0 || levels.length > deepest) return levels
    levels.push(next)
  }
}

function nodesOf(db: Database, userId: string): Promise<Node[]> {
  return db.selectFrom('albums').select(['id', 'parent_id']).where('user_id', '=', userId).execute()
}

function refused(message: string): AppError {
  return new AppError('bad-input', `parentId: ${message}`, { details: { field: 'parentId' } })
}
