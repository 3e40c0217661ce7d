/** A file that a client has announced by an empty one or a lock, or that systems leave beside others. */
export type Announced = { size: number; at: number }

/** How long one is remembered, milliseconds; how many of one user's, of all; and up to which length. */
const life = 15 * 60_000
const mostOfUser = 200
const most = 5000
const longest = 65_536

/** Whose it is, and the names that lead to it. */
export type AnnouncedName = { userId: string; path: string }

/**
 * What is told of files that are not there yet: Finder and Explorer create an empty file, look whether it is there, lock
 * it and then write it. Known to this process only; losing it loses no data.
 */
export function openAnnounced(now: () => number) {
  const users = new Map<string, Map<string, Announced>>()
  let count = 0
  const remove = ({ userId, path }: AnnouncedName): boolean => {
    const files = users.get(userId)
    if (!files?.delete(path)) return false
    count--
    if (files.size === 0) users.delete(userId)
    return true
  }
  const forgetOldest = (userId: string | undefined): void => {
    const [path] = users.get(userId ?? '')?.keys() ?? []
    if (userId !== undefined && path !== undefined) remove({ userId, path })
  }
  return {
    find({ userId, path }: AnnouncedName): Announced | undefined {
      const found = users.get(userId)?.get(path)
      return found && now() - found.at < life ? found : undefined
    },
    /** A size over `longest` is told as none. */
    add(name: AnnouncedName, size: number): void {
      remove(name)
      const files = users.get(name.userId) ?? new Map<string, Announced>()
      // Whoever announced something last goes to the end.
      users.delete(name.userId)
      users.set(name.userId, files.set(name.path, { size: size > longest ? 0 : size, at: now() }))
      count++
      if (files.size > mostOfUser) forgetOldest(name.userId)
      const [stalest] = users.keys()
      if (count > most) forgetOldest(stalest)
    },
    remove,
  }
}

/** Whether a system leaves files of this name beside others, which nobody wants to keep: `.DS_Store`, `._cat.jpg`. */
export function isLitter(name: string): boolean {
  return /^(\._.*|\.ds_store|thumbs\.db|desktop\.ini|\.(hidden|metadata_never_index|localized))$/i.test(name)
}
