import type { Opened } from './source.ts'

/**
 * Where uploads in parts are remembered, so that one that was broken off, also by a crash, goes on where it stopped.
 * A `Map` is one, for as long as the program runs; `storeIn(localStorage)` and `openFileStore` of
 * `@tintype/client/node` last. Names are short and hold no secret; addresses are of use only with the same key.
 */
export type UploadStore = {
  get(name: string): string | undefined | Promise<string | undefined>
  set(name: string, address: string): unknown
  delete(name: string): unknown
}

/** A store in `localStorage` or `sessionStorage`. */
export function storeIn(storage: {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}): UploadStore {
  const keyFor = (name: string) => `tintype-upload-${name}`
  return {
    get: (name) => storage.getItem(keyFor(name)) ?? undefined,
    set: (name, address) => storage.setItem(keyFor(name), address),
    delete: (name) => storage.removeItem(keyFor(name)),
  }
}

/** One upload's entry. A store that fails costs no more than going on. */
export type Entry = {
  get(): Promise<string | undefined>
  set(address: string): Promise<void>
  delete(): Promise<void>
}

/** Names that are in use: two uploads of the same must not send to one address. */
const inUse = new WeakMap<UploadStore, Set<string>>()

/** The entry of an upload, and how to let go of it. */
export function openEntry(
  store: UploadStore | undefined,
  name: string | undefined,
): Entry & { close(): void } {
  const used = (store && inUse.get(store)) ?? new Set()
  if (store) inUse.set(store, used)
  if (!store || name === undefined || used.has(name)) return { ...nowhere, close: () => {} }
  used.add(name)
  const quietly = async <Value>(act: () => Value): Promise<Awaited<Value> | undefined> => {
    try {
      return await act()
    } catch {
      return undefined
    }
  }
  return {
    get: () => quietly(() => store.get(name)),
    set: async (address) => void (await quietly(() => store.set(name, address))),
    delete: async () => void (await quietly(() => store.delete(name))),
    close: () => void used.delete(name),
  }
}

const nowhere: Entry = { get: async () => undefined, set: async () => {}, delete: async () => {} }

/** Bytes of each of the samples by which a file is told from another of the same name, size and time. */
const sampleSize = 64 * 1024

/** The name under which an upload is remembered; undefined for a stream, which may be anything. */
export async function nameFor(source: Opened, told: readonly unknown[]): Promise<string | undefined> {
  const { size, identity } = source
  const spans =
    identity === undefined
      ? [[0, size]]
      : [0, Math.floor(size / 2), Math.max(0, size - sampleSize)].map((at) => [
          at,
          Math.min(size, at + sampleSize),
        ])
  const hash = newHash()
  hash.add(new TextEncoder().encode(JSON.stringify([size, identity, ...told])))
  for (const [start = 0, end = 0] of spans) {
    for (let at = start; at < end; at += 4 * 1024 * 1024) {
      const part = await source.part(at, Math.min(end, at + 4 * 1024 * 1024))
      hash.add(new Uint8Array(await part.arrayBuffer()))
    }
  }
  return hash.name()
}

/** Not for secrets: `crypto.subtle` is missing on pages without https. */
function newHash() {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  return {
    add(bytes: Uint8Array) {
      for (const byte of bytes) {
        a = Math.imul(a ^ byte, 2654435761)
        b = Math.imul(b ^ byte, 1597334677)
      }
    },
    name: () => [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
  }
}
