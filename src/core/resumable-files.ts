import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { dataPaths } from '../config.ts'
import type { AppError } from '../errors.ts'
import type { App } from './app.ts'

/** What of the app the files of uploads in parts need. */
export type ResumableApp = Pick<App, 'config' | 'now'>

/** An upload that comes in parts, in a folder of its own under `DATA_DIR/resumable`. */
export type Resumable = {
  id: string
  /** `user:ID` or `guest:HASH`: nobody else goes on with it. */
  owner: string
  /** Bytes that will have come. */
  size: number
  /** What was said of it, as fields of an upload. */
  fields: Readonly<Record<string, string>>
  createdAt: number
  /** When the whole was first tried to be taken in. */
  startedAt?: number
  /** What became of the whole. */
  outcome?: { mediaId: string } | { refusal: Pick<AppError, 'code' | 'message' | 'details'> }
}

/** For how long an upload can be gone on with, and asked for its outcome, milliseconds. */
export const resumableLife = 86_400_000

/** An upload by its id; undefined when there is none, or its time is over. */
export async function readResumable(app: ResumableApp, id: string): Promise<Resumable | undefined> {
  if (!/^[A-Za-z0-9]{22}$/.test(id)) return undefined
  const text = await fs.readFile(statePath(app, id), 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  if (text === undefined) return undefined
  const resumable: Resumable = JSON.parse(text)
  return app.now() < resumable.createdAt + resumableLife ? resumable : undefined
}

/** Makes the folder of a new upload, with what is known of it. */
export async function makeResumable(app: ResumableApp, resumable: Resumable): Promise<void> {
  await fs.mkdir(folderOf(app, resumable.id), { recursive: true, mode: 0o700 })
  await writeResumable(app, resumable)
}

/** Keeps what is known of an upload: the old or the new, never half of it. Nothing is kept of one that was removed. */
export async function writeResumable(app: ResumableApp, resumable: Resumable): Promise<void> {
  const path = statePath(app, resumable.id)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await fs.writeFile(draft, JSON.stringify(resumable), { mode: 0o600, flush: true })
    await fs.rename(draft, path)
  } catch (error) {
    await fs.rm(draft, { force: true })
    if (!isMissing(error)) throw error
  }
}

/** Where its bytes are. */
export function bytesPath(app: ResumableApp, id: string): string {
  return join(folderOf(app, id), 'bytes')
}

/** How many bytes have come. */
export async function arrivedOf(app: ResumableApp, { id, size, outcome }: Resumable): Promise<number> {
  if (outcome) return size
  const facts = await fs.stat(bytesPath(app, id)).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  return facts?.size ?? 0
}

/** Writes what comes at the end of what has come. Answers how much there is then; what came before a failure stays. */
export async function appendBytes(
  app: ResumableApp,
  { id, offset }: { id: string; offset: number },
  source: AsyncIterable<Uint8Array>,
): Promise<number> {
  await using handle = await fs.open(bytesPath(app, id), 'a', 0o600)
  let size = offset
  for await (const chunk of source) {
    for (let written = 0; written < chunk.length; ) {
      written += (await handle.write(chunk, written)).bytesWritten
    }
    size += chunk.length
  }
  return size
}

/** Removes the bytes; what became of them is still known. */
export async function removeBytes(app: ResumableApp, id: string): Promise<void> {
  await fs.rm(bytesPath(app, id), { force: true })
}

/** Removes an upload and all that is known of it. */
export async function removeResumable(app: ResumableApp, id: string): Promise<void> {
  await fs.rm(folderOf(app, id), { recursive: true, force: true })
}

/** Removes uploads whose time is over. Answers how many there were. */
export async function sweepResumable(app: ResumableApp): Promise<number> {
  const root = dataPaths(app.config).resumable
  let removed = 0
  for (const id of await fs.readdir(root).catch(() => [])) {
    const facts = await fs.stat(join(root, id)).catch(() => undefined)
    if (!facts || app.now() < facts.mtimeMs + resumableLife) continue
    if (await readResumable(app, id).catch(() => undefined)) continue
    await fs.rm(join(root, id), { recursive: true, force: true })
    removed++
  }
  return removed
}

function folderOf(app: ResumableApp, id: string): string {
  return join(dataPaths(app.config).resumable, id)
}

function statePath(app: ResumableApp, id: string): string {
  return join(folderOf(app, id), 'state.json')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
