import { Worker } from 'node:worker_threads'
import type { Pixels } from './derived.ts'
import type { MediaLimits } from './limits.ts'
import { broken } from './task.ts'

export type MagickTask = { path: string; side: number }

export type MagickAnswer =
  | { width: number; height: number; channels: 3 | 4; data: Uint8Array }
  | { error: string }

/**
 * Decodes a BMP of any sort. ImageMagick lives in a thread that ends with the picture, since its memory never
 * shrinks; damaged files are refused as `broken-file`.
 */
export async function decodeBmp(path: string, limits: MediaLimits): Promise<Pixels> {
  const workerData: MagickTask = { path, side: limits.side }
  const worker = new Worker(new URL('./magick-worker.ts', import.meta.url), { workerData })
  try {
    const answer = await new Promise<MagickAnswer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the thread of ImageMagick ended with ${code}`)))
    })
    if ('error' in answer) throw new Error(answer.error)
    const { data, width, height, channels } = answer
    return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height, channels }
  } catch (error) {
    throw broken(error)
  } finally {
    await worker.terminate()
  }
}
