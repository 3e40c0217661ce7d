import { glob, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reasonOf } from '../reason.ts'
import { isMediaName } from './media-names.ts'

/** What can be uploaded: a file on this machine, or an address that holds one. */
export type Source =
  | { kind: 'file'; path: string; name: string; size: number }
  | { kind: 'address'; url: string; name: string }

/** One upload that was asked for, by a name that people know it by; `problem` says why there is nothing to upload. */
export type Entry = { label: string } & ({ source: Source } | { problem: string })

/** What makes files of what is none: `-` and the clipboard. */
export type Intake = {
  /** All of standard input, as a file. */
  readInput(): Promise<Entry>
}

/**
 * Everything that was named, in the order in which it was: files as they are, of folders the pictures and films in them
 * at any depth, addresses, patterns that no file is called by, and `-`.
 */
export async function findEntries(names: readonly string[], intake: Intake): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const name of names) entries.push(...(await entriesOf(name, intake)))
  return entries
}

async function entriesOf(name: string, intake: Intake): Promise<Entry[]> {
  if (name === '-') return [await intake.readInput()]
  if (/^https?:\/\//i.test(name)) return [addressEntry(name)]
  const path = pathOf(name)
  if (path === undefined) return [{ label: name, problem: 'is no file on this machine' }]
  const found = await look(path)
  if (found instanceof Error) {
    const isPattern = 'code' in found && found.code === 'ENOENT' && /[*?[\]{}]/.test(name)
    return isPattern ? matchesOf(name) : [{ label: name, problem: whyUnreadable(found) }]
  }
  return found.isDirectory() ? folderEntries(path, name) : [fileEntry(path, found)]
}

/** One file by its path or address, and nothing that would be many. */
export async function findFile(name: string): Promise<Entry> {
  if (/^https?:\/\//i.test(name)) return addressEntry(name)
  const path = pathOf(name)
  if (path === undefined) return { label: name, problem: 'is no file on this machine' }
  const found = await look(path)
  return found instanceof Error
    ? { label: name, problem: whyUnreadable(found) }
    : { ...fileEntry(path, found), label: name }
}

function addressEntry(text: string): Entry {
  if (!URL.canParse(text)) return { label: text, problem: 'is no address' }
  const last = new URL(text).pathname.split('/').at(-1) ?? ''
  return { label: text, source: { kind: 'address', url: text, name: decode(last) } }
}

/** `file:` addresses, as file managers put them into the clipboard, are paths. */
function pathOf(name: string): string | undefined {
  if (!/^file:\/\//i.test(name)) return name
  try {
    return fileURLToPath(name)
  } catch {
    return undefined
  }
}

type Found = Awaited<ReturnType<typeof stat>>

async function look(path: string): Promise<Found | Error> {
  return stat(path).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
}

function fileEntry(path: string, found: Found): Entry {
  if (!found.isFile()) return { label: path, problem: 'is no file' }
  const size = Number(found.size)
  if (size === 0) return { label: path, problem: 'is empty' }
  return { label: path, source: { kind: 'file', path, name: basename(path), size } }
}

/** Hidden files, and links to folders, which may lead in circles, are left out. */
async function folderEntries(folder: string, label: string): Promise<Entry[]> {
  const entries = await walk(folder).catch((error: unknown): Entry[] => [
    { label, problem: whyUnreadable(error) },
  ])
  return entries.length > 0 ? entries : [{ label, problem: 'holds no pictures or films' }]
}

async function walk(folder: string): Promise<Entry[]> {
  const entries: Entry[] = []
  const children = await readdir(folder, { withFileTypes: true })
  for (const child of children.sort((one, other) => inOrder(one.name, other.name))) {
    if (child.name.startsWith('.')) continue
    const path = join(folder, child.name)
    if (child.isDirectory()) {
      const below = await walk(path).catch((error: unknown): Entry[] => [
        { label: path, problem: whyUnreadable(error) },
      ])
      entries.push(...below)
    } else if (isMediaName(child.name)) {
      const found = await look(path)
      if (found instanceof Error) entries.push({ label: path, problem: whyUnreadable(found) })
      else if (found.isFile()) entries.push(fileEntry(path, found))
    }
  }
  return entries
}

/** Shells that know no patterns (and quotation marks) leave them to us. */
async function matchesOf(pattern: string): Promise<Entry[]> {
  const matches: string[] = []
  for await (const path of glob(pattern)) matches.push(path)
  if (matches.length === 0) return [{ label: pattern, problem: 'is there under no such name' }]
  const entries: Entry[] = []
  for (const path of matches.sort(inOrder)) {
    const found = await look(path)
    if (found instanceof Error) entries.push({ label: path, problem: whyUnreadable(found) })
    // Folders that a pattern meets on its way, as `**` does, are not asked for; what lies in them is.
    else if (found.isFile()) entries.push(fileEntry(path, found))
    else if (!pattern.includes('**')) entries.push(...(await folderEntries(path, path)))
  }
  return entries
}

/** As people count: 2 before 10. */
function inOrder(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'is not there'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read'
  return reasonOf(error)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
