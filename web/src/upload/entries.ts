/** How many files one drop may bring, and how deep folders may lie in folders. */
export const mostFiles = 2000
const deepest = 20
/** Of folders with still more nobody needs to know how many. */
const mostCounted = 100_000

/** Of the browser's FileSystemEntry, what we use. */
export type Entry = {
  isFile: boolean
  isDirectory: boolean
  name: string
  file?(done: (file: File) => void, failed: (error: unknown) => void): void
  createReader?(): { readEntries(done: (entries: Entry[]) => void, failed: (error: unknown) => void): void }
}

/** Files that were found, and how many more there are than are taken. */
type Found = { files: File[]; unread: number }

/** Every file in what was dropped, folders walked in the order of their names. Hidden and unreadable ones are left out. */
export async function filesIn(entries: readonly Entry[]): Promise<Found> {
  const found: Found = { files: [], unread: 0 }
  for (const entry of entries) await walk(entry, found, 0)
  return found
}

async function walk(entry: Entry, found: Found, depth: number): Promise<void> {
  if (found.unread >= mostCounted || depth > deepest || isHidden(entry.name)) return
  if (entry.isFile && found.files.length >= mostFiles) {
    found.unread += 1
  } else if (entry.isFile) {
    const file = await new Promise<File | undefined>((done) => {
      if (!entry.file) return done(undefined)
      entry.file(done, () => done(undefined))
    })
    if (file) found.files.push(file)
  } else {
    for (const child of await childrenOf(entry)) await walk(child, found, depth + 1)
  }
}

/** A reader gives entries in portions, and an empty one at the end. */
async function childrenOf(entry: Entry): Promise<Entry[]> {
  const reader = entry.createReader?.()
  if (!reader) return []
  const all: Entry[] = []
  while (all.length < mostCounted) {
    const some = await new Promise<Entry[]>((done) => reader.readEntries(done, () => done([])))
    if (some.length === 0) break
    all.push(...some)
  }
  return all.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || /^(thumbs\.db|desktop\.ini|__macosx)$/i.test(name)
}
