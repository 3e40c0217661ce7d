import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { App } from '../core/app.ts'
import type { Entry } from '../core/archive.ts'

/** A ZIP while it is read. */
export type Archive = { stream: Readable; size: number }

/**
 * A ZIP of stored files, as they are: pictures do not get smaller. One file is open at a time, and none once the
 * stream is destroyed; the stream fails when a file is gone meanwhile.
 */
export async function openArchive(app: Pick<App, 'store'>, entries: readonly Entry[]): Promise<Archive> {
  const zip = new ZipFile()
  const stream = zip.outputStream as Readable
  let open: Readable | undefined
  zip.on('error', (error: Error) => stream.destroy(error))
  stream.on('error', () => {}).once('close', () => open?.destroy())
  for (const { key, name, size, time } of entries) {
    const options = { compress: false, size, mtime: new Date(time), mode: 0o100644 }
    zip.addReadStreamLazy(name, options, (done) => {
      openFile(app, key, stream).then(
        (file) => {
          open = file
          done(null, file)
        },
        (error: unknown) => done(error, stream),
      )
    })
  }
  const size = await new Promise<number>((resolve) => {
    const told = resolve as unknown as () => void
    zip.end({ forceZip64Format: false, comment: '' }, told)
  })
  return { stream, size }
}

async function openFile(app: Pick<App, 'store'>, key: string, stream: Readable): Promise<Readable> {
  if (stream.destroyed) throw new Error('nobody reads the archive any more')
  const file = await app.store.open(key)
  if (!file) throw new Error(`${key} is gone`)
  if (!stream.destroyed) return file
  file.destroy()
  throw new Error('nobody reads the archive any more')
}
