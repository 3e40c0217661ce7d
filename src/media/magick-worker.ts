import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import {
  ImageMagick,
  initializeImageMagick,
  MagickFormat,
  MagickReadSettings,
  ResourceLimits,
} from '@imagemagick/magick-wasm'
import type { MagickAnswer, MagickTask } from './magick.ts'

/** The program of ImageMagick's thread: one BMP in, its pixels out, 8 bits a channel. */
async function decode({ path, side }: MagickTask): Promise<MagickAnswer> {
  const program = createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm')
  await initializeImageMagick(await readFile(program))
  ResourceLimits.width = BigInt(side)
  ResourceLimits.height = BigInt(side)
  const settings = new MagickReadSettings({ format: MagickFormat.Bmp })
  return ImageMagick.read(await readFile(path), settings, (image) => {
    image.depth = 8
    const channels = image.isOpaque ? 3 : 4
    const data = image.write(channels === 3 ? MagickFormat.Rgb : MagickFormat.Rgba, (bytes) =>
      Uint8Array.from(bytes),
    )
    return { width: image.width, height: image.height, channels, data }
  })
}

const answer = await decode(workerData as MagickTask).catch(
  (error): MagickAnswer => ({ error: String(error) }),
)
parentPort?.postMessage(answer, 'data' in answer ? [answer.data.buffer as ArrayBuffer] : [])
