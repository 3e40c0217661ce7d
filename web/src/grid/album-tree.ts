/** Albums as a tree is read: each under its parent, with how deep it lies; by name. */
export function inTree<Album extends { id: string; name: string; parentId?: string | undefined }>(
  albums: readonly Album[],
): { album: Album; depth: number }[] {
  const ids = new Set(albums.map(({ id }) => id))
  const under = (parent: string | undefined, depth: number): { album: Album; depth: number }[] =>
    albums
      .filter(
        ({ parentId }) => (parentId !== undefined && ids.has(parentId) ? parentId : undefined) === parent,
      )
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap((album) => [{ album, depth }, ...(depth < 10 ? under(album.id, depth + 1) : [])])
  return under(undefined, 0)
}
