import type { App } from '../core/app.ts'
import { findFile, goneChannel } from '../core/media.ts'
import { type FileFacts, type FilePath, findFacts } from './delivery-facts.ts'
import { type RawHeaders, wholeHeaders } from './delivery-headers.ts'
import { type PreparedAnswer, prepareAnswer } from './prepared-answer.ts'

/** A file that was asked for: what its row says, and its bytes when they are few. */
export type CachedFile = {
  /** The media's `folder/name`. */
  media: string
  facts: FileFacts
  /** Of a 200 with the whole file; undefined when they depend on who asks, or when. */
  head: RawHeaders | undefined
  body: Buffer | undefined
  /** The same 200 with the body, ready to be sent. */
  answer: PreparedAnswer | undefined
  /** When the row was last looked at. */
  checkedAt: number
  /** Asked for again since the cache last looked for something to drop: what is asked for once does not stay long. */
  used: boolean
}

export type FileCache = Disposable & {
  /** Files by the path in their URL. Only those that are `isFresh` may be answered from. */
  files: ReadonlyMap<string, CachedFile>
  /** The file at a URL's path, as its row is now or was within the last second; undefined when there is none. */
  find(url: string, path: FilePath): Promise<CachedFile | undefined>
  /** The bytes of a file that `isSmall`, from now on in memory; undefined when they are not in the store. */
  read(url: string, file: CachedFile): Promise<Buffer | undefined>
}

type State = {
  app: App
  files: Map<string, CachedFile>
  urls: Map<string, Set<string>>
  lookups: Map<string, Promise<CachedFile | undefined>>
  reads: Map<CachedFile, Promise<Buffer | undefined>>
  bytes: number
  /** Counts what was heard to be gone. */
  losses: number
}

const mostBytes = 64 * 1024 * 1024
const mostFiles = 20_000
const smallSize = 512 * 1024
/** A deletion by another process holds after this, milliseconds, even when its message is lost. */
const checkEvery = 1000

/** Opens an empty cache of the files that are asked for most. It forgets a media as soon as it hears that it is gone. */
export function openFileCache(app: App): FileCache {
  const state: State = {
    app,
    files: new Map(),
    urls: new Map(),
    lookups: new Map(),
    reads: new Map(),
    bytes: 0,
    losses: 0,
  }
  const stop = app.kv.subscribe(goneChannel, (media) => forgetMedia(state, media))
  return {
    files: state.files,
    find: (url, path) => findFresh(state, url, path),
    read: (url, file) => readOnce(state, url, file),
    [Symbol.dispose]() {
      stop()
      for (const url of [...state.files.keys()]) forget(state, url)
    },
  }
}

/** Whether a file may be answered without a look at its row. Those of private media never. */
export function isFresh(file: CachedFile, now: number): boolean {
  const age = now - file.checkedAt
  if (age < 0 || age >= checkEvery || file.facts.guarded !== undefined) return false
  return file.facts.expiresAt === undefined || now < file.facts.expiresAt
}

/** Whether the bytes are few enough to be kept in memory. Those of private media never are. */
export function isSmall(facts: FileFacts): boolean {
  return facts.size <= smallSize && facts.guarded === undefined
}

async function findFresh(state: State, url: string, path: FilePath): Promise<CachedFile | undefined> {
  const known = state.files.get(url)
  if (known !== undefined && isFresh(known, state.app.now())) {
    known.used = true
    return known
  }
  return joinRunning(state.lookups, url, () => lookUp(state, url, path))
}

/** Who asks for what somebody else is already waiting for waits for the same. */
function joinRunning<Key, Value>(
  running: Map<Key, Promise<Value>>,
  key: Key,
  begin: () => Promise<Value>,
): Promise<Value> {
  const known = running.get(key)
  if (known !== undefined) return known
  const begun = begin().finally(() => running.delete(key))
  running.set(key, begun)
  return begun
}

/** Many may wait for one look-up, some of them since a deletion that it began before: then it is made again. */
async function lookUp(state: State, url: string, path: FilePath): Promise<CachedFile | undefined> {
  for (let attempt = 1; ; attempt++) {
    const { losses } = state
    const checkedAt = state.app.now()
    const media = await findFile(state.app, path.folder, path.name)
    const facts = media && (await findFacts(state.app.store, media, path))
    if (losses !== state.losses && attempt < 5) continue
    if (facts === undefined) {
      forget(state, url)
      return undefined
    }
    return keep(state, url, { media: `${path.folder}/${path.name}`, facts, checkedAt })
  }
}

function keep(
  state: State,
  url: string,
  found: Pick<CachedFile, 'media' | 'facts' | 'checkedAt'>,
): CachedFile {
  const known = state.files.get(url)
  if (known?.facts.version === found.facts.version) {
    known.checkedAt = found.checkedAt
    known.facts = found.facts
    known.used = true
    return known
  }
  forget(state, url)
  const { facts } = found
  const isConstant = facts.guarded === undefined && facts.expiresAt === undefined
  const head = isConstant ? wholeHeaders(facts, found.checkedAt) : undefined
  const file: CachedFile = { ...found, head, body: undefined, answer: undefined, used: false }
  state.files.set(url, file)
  state.urls.set(found.media, (state.urls.get(found.media) ?? new Set()).add(url))
  makeRoom(state)
  return file
}

function readOnce(state: State, url: string, file: CachedFile): Promise<Buffer | undefined> {
  if (file.body !== undefined) return Promise.resolve(file.body)
  return joinRunning(state.reads, file, () => readBody(state, url, file))
}

async function readBody(state: State, url: string, file: CachedFile): Promise<Buffer | undefined> {
  const { key, size } = file.facts
  const stream = await state.app.store.open(key)
  if (stream === undefined) return undefined
  const answer = file.head && prepareAnswer(file.head, size)
  const body = answer?.body ?? Buffer.allocUnsafeSlow(size)
  let filled = 0
  for await (const chunk of stream) {
    if (filled + chunk.length > size) throw new Error(`${key} holds more than the ${size} bytes of its row`)
    filled += chunk.copy(body, filled)
  }
  if (filled !== size) throw new Error(`${key} holds ${filled} bytes, its row says ${size}`)
  if (state.files.get(url) === file) {
    file.body = body
    file.answer = answer
    state.bytes += size
    makeRoom(state)
  }
  return body
}

/** Drops what was not asked for again since it was last looked at, the oldest first. */
function makeRoom(state: State): void {
  for (const [url, file] of state.files) {
    if (state.bytes <= mostBytes && state.files.size <= mostFiles) return
    if (!file.used) forget(state, url)
    else {
      file.used = false
      state.files.delete(url)
      state.files.set(url, file)
    }
  }
}

function forgetMedia(state: State, media: string): void {
  state.losses++
  for (const url of [...(state.urls.get(media) ?? [])]) forget(state, url)
}

function forget(state: State, url: string): void {
  const file = state.files.get(url)
  if (file === undefined) return
  state.files.delete(url)
  state.bytes -= file.body?.length ?? 0
  const urls = state.urls.get(file.media)
  urls?.delete(url)
  if (urls?.size === 0) state.urls.delete(file.media)
}
