/** A file that a client has announced by an empty one or a lock, or that systems leave beside others. */
export type Announced = { size: number; at: number }

/** How long one is remembered, milliseconds, and how many of them. */
const life = 15 * 60_000
const most = 5000

/**
 * What is told of files that are not there yet: Finder and Explorer create an empty file, look whether it is there, lock
 * it and then write it. Known to this process only; losing it loses no data.
 */
export function openAnnounced(now: () => number) {
  const files = new Map<string, Announced>()
  return {
    find(name: string): Announced | undefined {
      const found = files.get(name)
      return found && now() - found.at < life ? found : undefined
    },
    add(name: string, size: number): void {
      files.delete(name)
      files.set(name, { size, at: now() })
      const [oldest] = files.keys()
      if (files.size > most && oldest !== undefined) files.delete(oldest)
    },
    remove(name: string): boolean {
      return files.delete(name)
    },
  }
}

/** Whether a system leaves files of this name beside others, which nobody wants to keep: `.DS_Store`, `._cat.jpg`. */
export function isLitter(name: string): boolean {
  return /^(\._.*|\.ds_store|thumbs\.db|desktop\.ini|\.(hidden|metadata_never_index|localized))$/i.test(name)
}
