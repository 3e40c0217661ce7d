import type { Readable } from 'node:stream'

/** First and last byte, both inclusive, as in HTTP's Range. */
export type ByteRange = { start: number; end: number }

/** A file at `path` on this machine that is to be kept under `key`; `type` is its media type. */
export type NewFile = { key: string; path: string; type: string }

export type StoredFile = { size: number; modified: number }

/**
 * Where bytes lie. A key is ours (`2026/11/22/name.png`), never a visitor's text. Every driver passes `store.suite.ts`.
 */
export type Store = {
  /**
   * Keeps the bytes of all the files, which stay where they are, and answers true once they survive a power cut.
   * False, and none is kept, when one of the keys is taken: stored bytes are never overwritten.
   */
  put(files: readonly NewFile[]): Promise<boolean>
  /**
   * Keeps the bytes of keys under others as well, and answers true once those survive a power cut; they count as kept
   * now. False, and nothing is copied, when one of the new keys is taken. Throws when bytes are missing.
   */
  copy(files: readonly { from: string; to: string }[]): Promise<boolean>
  /** Bytes of a key, or of a part of it; undefined when there is none. */
  open(key: string, range?: ByteRange): Promise<Readable | undefined>
  /** Size in bytes and time in milliseconds; undefined when there is none. */
  stat(key: string): Promise<StoredFile | undefined>
  /** Removes keys; those that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>
  /** Every key that begins with `prefix`, in no order. */
  list(prefix: string): AsyncIterable<{ key: string } & StoredFile>
  /** Where the bytes can be had without passing through `open`: a path on this machine, or a URL. */
  link(key: string): { path: string } | { url: string }
}
