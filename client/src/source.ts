import { badInput } from './errors.ts'

/** Bytes that come one after the other and cannot be read twice. */
export type SizedStream = {
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>
  /** Bytes; how many there will be. */
  size: number
  name?: string
  type?: string
}

/** What can be uploaded. A `URL` is fetched by the server; a data URI is sent with it. */
export type Source = Blob | ArrayBuffer | ArrayBufferView | SizedStream | URL

/** A source whose parts can be asked for in order. */
export type Opened = {
  size: number
  name: string | undefined
  type: string
  /** Tells this source from others; undefined where only its bytes would. */
  identity: string | undefined
  /** The bytes from `start` up to `end`; `start` never goes back by more than the part that was asked for last. */
  part(start: number, end: number): Promise<Blob>
  close(): Promise<void>
}

/** Throws bad-input for what is no source. */
export function openSource(source: Exclude<Source, URL>): Opened {
  if (source instanceof Blob) return openBlob(source)
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return openBlob(new Blob([source as Uint8Array<ArrayBuffer>]))
  }
  if (typeof source === 'object' && source !== null && 'stream' in source && Number.isInteger(source.size)) {
    return openStream(source)
  }
  throw badInput('source', 'neither a Blob, bytes, a stream with its size nor a URL')
}

function openBlob(blob: Blob): Opened {
  const { name, lastModified } = blob as Partial<File>
  return {
    size: blob.size,
    name,
    type: blob.type,
    identity: lastModified === undefined ? undefined : `${name} ${lastModified}`,
    part: async (start, end) => blob.slice(start, end),
    close: async () => {},
  }
}

function openStream({ stream, size, name, type = '' }: SizedStream): Opened {
  const chunks = chunksOf(stream)
  let held: Uint8Array<ArrayBuffer>[] = []
  let heldFrom = 0
  let heldUntil = 0
  const drop = (start: number) => {
    while (held[0] && heldFrom + held[0].length <= start) heldFrom += held.shift()?.length ?? 0
  }
  return {
    size,
    name,
    type,
    identity: undefined,
    async part(start, end) {
      if (start < heldFrom) throw badInput('source', 'a stream cannot be read twice')
      while (heldUntil < end) {
        drop(start)
        const next = await chunks.next()
        if (next.done) throw badInput('source', `ended after ${heldUntil} of ${size} bytes`)
        held.push(new Uint8Array(next.value))
        heldUntil += next.value.length
      }
      drop(start)
      return new Blob(held).slice(start - heldFrom, end - heldFrom)
    },
    async close() {
      held = []
      await chunks.return?.(undefined)
    },
  }
}

/** Not every browser lets a stream be iterated. */
async function* chunksOf(stream: SizedStream['stream']): AsyncGenerator<Uint8Array> {
  if (!('getReader' in stream)) return yield* stream
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
